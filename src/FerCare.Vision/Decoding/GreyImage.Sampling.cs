using FerCare.Affect.Face;

namespace FerCare.Vision.Decoding;

/// <summary>Looking at the image through a transform: the same samples as <see cref="At"/>, without its cost for each.</summary>
public sealed partial class GreyImage
{
    private const int MostSamplesInARow = 1024;

    /// <summary>Writes a window of the image at another scale; beyond the border the border goes on.</summary>
    /// <param name="target">Takes the window.</param>
    /// <param name="width">Pixels of the target.</param>
    /// <param name="height">Pixels of the target.</param>
    /// <param name="left">Where the window starts, pixels of this image.</param>
    /// <param name="top">Where the window starts, pixels of this image.</param>
    /// <param name="scale">Pixels of this image for one of the target.</param>
    public void SampleInto(GreyImage target, int width, int height, double left, double top, double scale)
    {
        target.Reshape(width, height);
        // A sample between pixels already covers two of them.
        var fine = Math.Clamp((int)Math.Ceiling(scale / 2), 1, 4);
        Sample(target.Pixels, width, height, scale, 0, left + scale / 2 - 0.5, top + scale / 2 - 0.5, fine);
    }

    /// <summary>Writes what lies at each pixel's place in this image, the mean of several samples a pixel; beyond the border the border goes on.</summary>
    /// <param name="target">Room for width times height pixels.</param>
    /// <param name="width">Pixels of the target.</param>
    /// <param name="height">Pixels of the target.</param>
    /// <param name="toImage">From the target to this image.</param>
    /// <param name="fine">Samples a pixel in each direction.</param>
    /// <exception cref="ArgumentException">No room for the pixels, or more than 1024 samples in a row.</exception>
    public void SampleInto(Span<byte> target, int width, int height, SimilarityTransform toImage, int fine)
    {
        var (a, b, dx, dy) = toImage.Terms;
        Sample(target, width, height, a, b, dx, dy, fine);
    }

    /// <summary>x = a u - b v + dx, y = b u + a v + dy, where u and v are 0 in the middle of the target's first pixel.</summary>
    private void Sample(Span<byte> target, int width, int height, double a, double b, double dx, double dy, int fine)
    {
        var across = width * fine;
        if (target.Length < width * height || across > MostSamplesInARow) throw new ArgumentException($"Expected room for {width}x{height} pixels and at most {MostSamplesInARow} samples in a row, found {target.Length} and {across}.", nameof(target));
        Span<double> alongs = stackalloc double[across], turns = stackalloc double[across], sums = stackalloc double[width];
        for (var s = 0; s < across; s++)
        {
            var u = PlaceOf(s);
            (alongs[s], turns[s]) = (a * u, b * u);
        }

        double first = PlaceOf(0), lastAcross = PlaceOf(across - 1), lastDown = PlaceOf(height * fine - 1);
        var inside = IsInside(first, first) && IsInside(lastAcross, first) && IsInside(first, lastDown) && IsInside(lastAcross, lastDown);
        for (var y = 0; y < height; y++)
        {
            sums.Clear();
            for (var j = 0; j < fine; j++)
            {
                var v = PlaceOf(y * fine + j);
                double down = a * v, turned = b * v;
                if (inside) AddInside(alongs, turns, turned, down, dx, dy, fine, sums);
                else for (var s = 0; s < across; s++) sums[s / fine] += At(alongs[s] - turned + dx, turns[s] + down + dy);
            }

            var row = target.Slice(y * width, width);
            for (var x = 0; x < width; x++) row[x] = (byte)Math.Round(sums[x] / (fine * fine));
        }

        double PlaceOf(int sample) => (sample + 0.5) / fine - 0.5;

        // What lies between two places inside is inside, to the last bit: every step of the sum grows or falls with u and with v.
        bool IsInside(double u, double v) => a * u - b * v + dx is var x && b * u + a * v + dy is var y && x >= 0 && y >= 0 && x < Width - 1 && y < Height - 1;
    }

    /// <summary>One row of samples that all have four pixels around them.</summary>
    private unsafe void AddInside(ReadOnlySpan<double> alongs, ReadOnlySpan<double> turns, double turned, double down, double dx, double dy, int fine, Span<double> sums)
    {
        fixed (byte* image = pixels)
        fixed (double* along = alongs, turn = turns)
        {
            var width = Width;
            var s = 0;
            for (var i = 0; i < sums.Length; i++)
            {
                var sum = sums[i];
                for (var end = s + fine; s < end; s++)
                {
                    double x = along[s] - turned + dx, y = turn[s] + down + dy;
                    int left = (int)x, top = (int)y;
                    double across = x - left, below = y - top;
                    var at = image + top * width + left;
                    var upper = at[0] * (1 - across) + at[1] * across;
                    var lower = at[width] * (1 - across) + at[width + 1] * across;
                    sum += upper * (1 - below) + lower * below;
                }

                sums[i] = sum;
            }
        }
    }
}
