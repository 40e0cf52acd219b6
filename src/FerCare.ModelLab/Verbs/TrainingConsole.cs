using FerCare.ModelLab.Training;
using Spectre.Console;

namespace FerCare.ModelLab.Verbs;

/// <summary>Runs a training with a progress bar on a terminal, with plain lines where the output goes to a file.</summary>
internal static class TrainingConsole
{
    public static async Task GoAsync(TrainingRun run, CancellationToken stop)
    {
        // On a thread of its own, so that the console can ask it to stop.
        if (Console.IsOutputRedirected)
        {
            await Task.Run(() => run.Go(Console.Out, Tell, stop), CancellationToken.None);
            return;
        }

        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(shown => Task.Run(() => run.Go(new AboveTheBar(), Moved(shown), stop), CancellationToken.None));
    }

    private static Action<TrainingStep> Moved(ProgressContext shown)
    {
        ProgressTask? bar = null;
        return at =>
        {
            bar ??= shown.AddTask("training", maxValue: (at.Epochs - at.Epoch + 1) * at.Steps);
            bar.Increment(1);
            bar.Description = $"epoch {at.Epoch}/{at.Epochs}, loss {at.Loss:F3}";
        };
    }

    private static void Tell(TrainingStep at)
    {
        if (at.Step % 100 == 0) Console.WriteLine($"  epoch {at.Epoch} step {at.Step}/{at.Steps}  loss {at.Loss:F4}");
    }

    private sealed class AboveTheBar : StringWriter
    {
        public override void WriteLine(string? value) => AnsiConsole.WriteLine(value ?? "");
    }
}
