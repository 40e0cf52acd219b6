using CsCheck;
using FerCare.ModelLab.EarlyMethods;

namespace FerCare.ModelLab.Tests.EarlyMethods;

public sealed class NeighboursTests
{
    [Fact]
    public void The_nearest_are_those_that_sorting_puts_first_and_the_earlier_of_equals_wins() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 100], Gen.Int[1, 20]).Sample((distances, room) =>
        {
            var found = new Neighbours(new float[room], new int[room]);
            for (var i = 0; i < distances.Length; i++) found.Offer(distances[i], i);
            var expected = distances.Index().OrderBy(d => d.Item).Take(room).ToArray();
            return found.Indices.SequenceEqual(expected.Select(d => d.Index).ToArray()) && found.Distances.SequenceEqual(expected.Select(d => (float)d.Item).ToArray());
        });
}
