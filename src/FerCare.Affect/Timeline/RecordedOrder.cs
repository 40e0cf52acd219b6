namespace FerCare.Affect.Timeline;

/// <summary>
/// Brings recorded samples into order of time. Samples that arrived up to two seconds late are sorted in; of two at one moment the first
/// stays; then as few as possible are left out until time only runs forward, which is what is left of a clock that jumped
/// (a lone outlier goes, and of two stretches that contradict each other the one with fewer samples). A jump ahead that lasts is a hole.
/// </summary>
internal static class RecordedOrder
{
    /// <summary>A sample this much late is still sorted in, milliseconds (engineering default).</summary>
    public const long LatestMs = 2000;

    /// <summary>The same list where it is in order already.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> samples, Func<T, long> time)
    {
        var lastMs = -1L;
        var inOrder = true;
        for (var i = 0; i < samples.Count && inOrder; i++)
        {
            var ms = time(samples[i]);
            inOrder = ms > lastMs && ms <= SessionSeries.LongestMs;
            lastMs = ms;
        }

        return inOrder ? samples : WithoutContradiction(SortedIn(samples, time), time);
    }

    private static List<T> SortedIn<T>(IReadOnlyList<T> samples, Func<T, long> time)
    {
        var sorted = new List<T>(samples.Count);
        foreach (var sample in samples)
        {
            var ms = time(sample);
            if (ms is < 0 or > SessionSeries.LongestMs) continue;
            var at = sorted.Count;
            while (at > 0 && time(sorted[at - 1]) > ms && time(sorted[at - 1]) - ms <= LatestMs) at--;
            if (at == 0 || time(sorted[at - 1]) != ms) sorted.Insert(at, sample);
        }

        return sorted;
    }

    /// <summary>The longest part of the list in which every time is later than the one before (longest increasing subsequence).</summary>
    private static List<T> WithoutContradiction<T>(List<T> samples, Func<T, long> time)
    {
        var ends = new List<int>();             // ends[k]: where the best chain of k + 1 samples ends
        var before = new int[samples.Count];
        for (var i = 0; i < samples.Count; i++)
        {
            var ms = time(samples[i]);
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (time(samples[ends[middle]]) < ms) low = middle + 1;
                else high = middle;
            }

            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count) ends.Add(i);
            else ends[low] = i;
        }

        var kept = new T[ends.Count];
        for (var (i, at) = (ends.Count - 1, ends.Count > 0 ? ends[^1] : -1); i >= 0; i--, at = before[at]) kept[i] = samples[at];
        return [.. kept];
    }
}
