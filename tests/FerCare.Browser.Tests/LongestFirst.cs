using FerCare.Browser.Tests;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace FerCare.Browser.Tests;

/// <summary>Begins with the classes that take minutes, so that none of them is left to run alone at the end; all others come in any order.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // The second mostly waits, and so leaves the camera of the first its time.
    private static readonly string[] longest = [nameof(MonitoredSessionTests), nameof(RoomTroubleTests), nameof(EveryPageTests), nameof(KeyboardTests)];

    IReadOnlyCollection<TTestCollection> ITestCollectionOrderer.OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections) =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(c => Turn(c.TestCollectionDisplayName))];

    // Each class is a collection of its own, named after it.
    private static int Turn(string collection)
    {
        var place = Array.FindIndex(longest, name => collection.Contains($".{name} ", StringComparison.Ordinal));
        return place < 0 ? longest.Length : place;
    }
}
