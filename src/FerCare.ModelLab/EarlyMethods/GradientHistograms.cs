using System.Numerics.Tensors;
using FerCare.ModelLab.Data;

namespace FerCare.ModelLab.EarlyMethods;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs 2005) of a 48x48 face: cells of 8x8 pixels, 9 orientations over 180 degrees,
/// votes shared linearly between neighbouring orientations and cells, blocks of 2x2 cells that overlap by a cell, each normalised to
/// length 1, clipped at 0.2 and normalised again (their L2-Hys). Unlike there, a pixel's vote is not weighted by its distance from the block's middle.
/// </summary>
internal static class GradientHistograms
{
    private const int Side = FaceSet.Side, CellSide = 8, Cells = Side / CellSide, Orientations = 9, BlockSide = 2, Blocks = Cells - BlockSide + 1;
    private const int NumbersPerBlock = BlockSide * BlockSide * Orientations;
    private const float Clip = 0.2f, Softening = 1e-2f;

    /// <summary>Numbers of one face: 5 x 5 blocks of 4 x 9.</summary>
    public const int Length = Blocks * Blocks * NumbersPerBlock;

    /// <summary>Writes the <see cref="Length"/> numbers of one face; all 0 for a face of one brightness.</summary>
    public static void Write(ReadOnlySpan<byte> face, Span<float> numbers)
    {
        Span<float> cells = stackalloc float[Cells * Cells * Orientations];
        cells.Clear();
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                // Centred differences without smoothing; beyond the border the border goes on.
                float across = face[y * Side + Math.Min(x + 1, Side - 1)] - face[y * Side + Math.Max(x - 1, 0)];
                float down = face[Math.Min(y + 1, Side - 1) * Side + x] - face[Math.Max(y - 1, 0) * Side + x];
                if (across != 0 || down != 0) Vote(cells, x, y, across / 255, down / 255);
            }
        }

        for (var y = 0; y < Blocks; y++)
            for (var x = 0; x < Blocks; x++)
                Normalise(cells, x, y, numbers.Slice((y * Blocks + x) * NumbersPerBlock, NumbersPerBlock));
    }

    private static void Vote(Span<float> cells, int x, int y, float across, float down)
    {
        var strength = MathF.Sqrt(across * across + down * down);
        // Without direction: dark beside bright counts as bright beside dark. The middle of orientation 0 lies at 10 degrees.
        var turn = MathF.Atan2(down, across) / MathF.PI;
        var orientation = (turn < 0 ? turn + 1 : turn) * Orientations - 0.5f;
        float column = (x + 0.5f) / CellSide - 0.5f, row = (y + 0.5f) / CellSide - 0.5f;
        int lower = (int)MathF.Floor(orientation), left = (int)MathF.Floor(column), top = (int)MathF.Floor(row);
        float past = orientation - lower, right = column - left, below = row - top;
        int first = (lower + Orientations) % Orientations, second = (lower + 1) % Orientations;
        for (var j = 0; j < 2; j++)
        {
            for (var i = 0; i < 2; i++)
            {
                if (left + i is < 0 or >= Cells || top + j is < 0 or >= Cells) continue;
                var share = strength * (i == 0 ? 1 - right : right) * (j == 0 ? 1 - below : below);
                var cell = cells.Slice(((top + j) * Cells + left + i) * Orientations, Orientations);
                cell[first] += share * (1 - past);
                cell[second] += share * past;
            }
        }
    }

    private static void Normalise(ReadOnlySpan<float> cells, int x, int y, Span<float> block)
    {
        for (var j = 0; j < BlockSide; j++)
            cells.Slice(((y + j) * Cells + x) * Orientations, BlockSide * Orientations).CopyTo(block[(j * BlockSide * Orientations)..]);
        ToLengthOne(block);
        TensorPrimitives.Min(block, Clip, block);
        ToLengthOne(block);
    }

    private static void ToLengthOne(Span<float> block) =>
        TensorPrimitives.Divide(block, MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(block) + Softening * Softening), block);
}
