namespace FerCare.ModelLab.Networks;

/// <summary>The networks that the paper compares with, at 48x48 grey pixels and with the same two heads.</summary>
public static class Baselines
{
    private const int InputSize = 48;

    /// <summary>A multilayer perceptron on the pixels: two hidden layers of 512 and 256.</summary>
    public static NetworkPlan Perceptron(double dropout)
    {
        var plan = new PlanBuilder();
        var x = plan.Flattening(NetworkPlan.Faces);
        x = plan.Dropping(plan.Rectifier(plan.Dense("hidden1", x, 512)), dropout);
        x = plan.Dropping(plan.Rectifier(plan.Dense("hidden2", x, 256)), dropout);
        return plan.WithHeads(x, "ann", "hidden layers of 512 and 256", InputSize);
    }

    /// <summary>
    /// VGG-13 (Simonyan and Zisserman 2015, configuration B) with batch normalisation, all five stages of two convolutions,
    /// the last maximum left out so that 3x3 places remain, and hidden layers of 1024 in place of 4096.
    /// </summary>
    /// <param name="dropout">Share of the hidden units dropped while training.</param>
    /// <param name="width">Multiplier on every channel and on the hidden layers, 0.125 to 2.</param>
    public static NetworkPlan Vgg(double dropout, double width = 1)
    {
        if (width is not (>= 0.125 and <= 2)) throw new ArgumentOutOfRangeException(nameof(width), width, "Width must be 0.125 to 2.");
        int Scaled(int atFullWidth) => (int)Math.Round(atFullWidth * width / 8) * 8;
        var plan = new PlanBuilder();
        var x = NetworkPlan.Faces;
        int[] stages = [64, 128, 256, 512, 512];
        for (var stage = 1; stage <= stages.Length; stage++)
        {
            for (var i = 1; i <= 2; i++) x = plan.Rectified($"stage{stage}_{i}", x, Scaled(stages[stage - 1]), 3);
            if (stage < stages.Length) x = plan.Maximum(x, 2, 2);
        }

        x = plan.Flattening(x);
        x = plan.Dropping(plan.Rectifier(plan.Dense("hidden1", x, Scaled(1024))), dropout);
        x = plan.Dropping(plan.Rectifier(plan.Dense("hidden2", x, Scaled(1024))), dropout);
        return plan.WithHeads(x, "vgg", FormattableString.Invariant($"VGG-13 with batch normalisation, width {width}, hidden layers of {Scaled(1024)}"), InputSize);
    }

    /// <summary>
    /// ResNet50 (He et al. 2016) with a stem for small pictures: one 3x3 convolution of 64 at stride 1, then the usual 3x3 maximum
    /// of stride 2; the stages of 3, 4, 6 and 3 bottlenecks stand at 24, 12, 6 and 3 pixels, the stride in the 3x3 convolution.
    /// </summary>
    public static NetworkPlan ResNet50(double dropout)
    {
        var plan = new PlanBuilder();
        var x = plan.Maximum(plan.Rectified("stem", NetworkPlan.Faces, 64, 3), 3, 2);
        var channels = 64;
        (int Blocks, int Width)[] stages = [(3, 64), (4, 128), (6, 256), (3, 512)];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            for (var block = 0; block < stages[stage].Blocks; block++)
            {
                var (name, width, stride) = ($"stage{stage + 1}_{block + 1}", stages[stage].Width, stage > 0 && block == 0 ? 2 : 1);
                var y = plan.Rectified($"{name}_reduce", x, width, 1);
                y = plan.Rectified($"{name}_spatial", y, width, 3, stride);
                y = plan.Silent($"{name}_expand", y, 4 * width, 1);
                if (channels != 4 * width || stride != 1) x = plan.Convolution($"{name}_shortcut", x, 4 * width, 1, stride);
                x = plan.Rectifier(plan.Sum(name, y, x));
                channels = 4 * width;
            }
        }

        x = plan.Dropping(plan.SpatialMean(x), dropout);
        return plan.WithHeads(x, "resnet50", "stem of one 3x3 convolution and a 3x3 maximum of stride 2", InputSize);
    }
}
