namespace FerCare.Vision.Decoding;

/// <summary>A grey image of 8 bits a pixel, row after row without padding; its buffer is kept when it takes another size.</summary>
public sealed partial class GreyImage
{
    private byte[] pixels;

    /// <summary>A black image.</summary>
    public GreyImage(int width, int height)
    {
        pixels = [];
        Reshape(width, height);
    }

    /// <summary>A copy of pixels, row after row.</summary>
    /// <exception cref="ArgumentException">Not width times height pixels.</exception>
    public GreyImage(int width, int height, ReadOnlySpan<byte> rows) : this(width, height)
    {
        if (rows.Length != width * height) throw new ArgumentException($"Expected {width * height} pixels for {width}x{height}, found {rows.Length}.", nameof(rows));
        rows.CopyTo(Pixels);
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>All pixels, row after row.</summary>
    public Span<byte> Pixels => pixels.AsSpan(0, Width * Height);

    /// <summary>Takes another size; what it shows afterwards is undefined.</summary>
    public void Reshape(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length < width * height) pixels = new byte[width * height];
        (Width, Height) = (width, height);
    }

    /// <summary>Black, to the last byte of the buffer, whatever size it had before.</summary>
    public void Blacken() => Array.Clear(pixels);

    /// <summary>Writes the image reduced by a whole factor, each pixel the mean of its square; a rest at the right and bottom is left out.</summary>
    public void ShrinkInto(GreyImage target, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        target.Reshape(Math.Max(1, Width / factor), Math.Max(1, Height / factor));
        if (factor == 2 && Width > 1 && Height > 1)
        {
            HalveInto(target);
            return;
        }

        int squareWidth = Math.Min(factor, Width), squareHeight = Math.Min(factor, Height), area = squareWidth * squareHeight;
        for (var y = 0; y < target.Height; y++)
        {
            for (var x = 0; x < target.Width; x++)
            {
                var sum = area / 2;
                for (var row = 0; row < squareHeight; row++)
                    foreach (var pixel in pixels.AsSpan((y * factor + row) * Width + x * factor, squareWidth)) sum += pixel;
                target.pixels[y * target.Width + x] = (byte)(sum / area);
            }
        }
    }

    /// <summary>The brightness at a place between pixels; beyond the border the border goes on.</summary>
    public double At(double x, double y)
    {
        x = Math.Clamp(x, 0, Width - 1);
        y = Math.Clamp(y, 0, Height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, Width - 1), bottom = Math.Min(top + 1, Height - 1);
        double across = x - left, down = y - top;
        var upper = pixels[top * Width + left] * (1 - across) + pixels[top * Width + right] * across;
        var lower = pixels[bottom * Width + left] * (1 - across) + pixels[bottom * Width + right] * across;
        return upper * (1 - down) + lower * down;
    }

    private void HalveInto(GreyImage target)
    {
        for (var y = 0; y < target.Height; y++)
        {
            var upper = pixels.AsSpan(2 * y * Width, 2 * target.Width);
            var lower = pixels.AsSpan((2 * y + 1) * Width, 2 * target.Width);
            var row = target.pixels.AsSpan(y * target.Width, target.Width);
            for (var x = 0; x < row.Length; x++)
                row[x] = (byte)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) >> 2);
        }
    }
}
