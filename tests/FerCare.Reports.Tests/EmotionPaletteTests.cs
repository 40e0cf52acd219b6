using FerCare.Affect;

namespace FerCare.Reports.Tests;

public sealed class EmotionPaletteTests
{
    // Machado, Oliveira and Fernandes 2009, full severity.
    private static readonly double[][] normal = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
    private static readonly double[][] redBlind = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]];
    private static readonly double[][] greenBlind = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    private static readonly double[][] blueBlind = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]];

    [Theory]
    [InlineData("#FFFFFF")]
    [InlineData("#1A1A27")]
    public void Every_colour_stands_out_from_white_and_from_dark(string ground)
    {
        foreach (var emotion in Emotions.All)
        {
            var (a, b) = (Luminance(EmotionPalette.Hex(emotion)), Luminance(ground));
            ((Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05)).ShouldBeGreaterThanOrEqualTo(3, emotion.ToString());
        }
    }

    [Fact]
    public void Any_two_colours_differ_for_every_kind_of_colour_vision()
    {
        foreach (var vision in (double[][][])[normal, redBlind, greenBlind, blueBlind])
            foreach (var one in Emotions.All)
                foreach (var other in Emotions.All.Where(e => e > one))
                    Distance(Seen(one, vision), Seen(other, vision)).ShouldBeGreaterThan(20, $"{one} and {other}");
    }

    [Fact]
    public void Each_emotion_is_stacked_once() => EmotionPalette.StackOrder.Order().ShouldBe(Emotions.All);

    private static double[] Linear(string hex) =>
        [.. new[] { 1, 3, 5 }.Select(i => Convert.ToInt32(hex.Substring(i, 2), 16) / 255.0).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];

    private static double Luminance(string hex) => Linear(hex) is var c ? 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] : 0;

    private static double[] Seen(Emotion emotion, double[][] vision)
    {
        var linear = Linear(EmotionPalette.Hex(emotion));
        var c = vision.Select(row => Math.Clamp(row.Zip(linear, (m, v) => m * v).Sum(), 0, 1)).ToArray();
        double x = F((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505), y = F(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]), z = F((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089);
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16.0 / 116;
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());
}
