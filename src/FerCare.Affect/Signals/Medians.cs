namespace FerCare.Affect.Signals;

/// <summary>The middle of many values.</summary>
internal static class Medians
{
    /// <summary>The middle value; the mean of the two middle ones where the count is even.</summary>
    public static double Of(double[] values)
    {
        if (values.Length == 0) throw new ArgumentException("Expected at least one value for a median, found none.", nameof(values));
        return OfDisordering((double[])values.Clone());
    }

    /// <summary>The median of finite values, which are left in another order: a session has 90 000, and sorting them all would take most of an assessment.</summary>
    public static double OfDisordering(Span<double> values)
    {
        var middle = values.Length / 2;
        var upper = Select(values, middle);
        if (values.Length % 2 == 1) return upper;
        var lower = values[0];
        foreach (var value in values[..middle]) lower = Math.Max(lower, value);
        return (lower + upper) / 2;
    }

    /// <summary>Puts the value of a rank in its place, no larger ones before it and no smaller ones behind (Hoare's selection), and returns it.</summary>
    private static double Select(Span<double> values, int rank)
    {
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            var pivot = values[(low + high) / 2];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] < pivot) left++;
                while (values[right] > pivot) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (rank <= right) high = right;
            else if (rank >= left) low = left;
            else break;
        }

        return values[rank];
    }
}
