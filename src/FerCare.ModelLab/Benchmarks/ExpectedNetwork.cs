using FerCare.ModelLab.Data;
using FerCare.ModelLab.Export;
using FerCare.ModelLab.Networks;
using FerCare.ModelLab.Training;

namespace FerCare.ModelLab.Benchmarks;

/// <summary>The network that a row is about. Another one is refused, as its figures would stand under a wrong name.</summary>
/// <param name="Plan">Its layers; normalisation and dropout make no other network.</param>
/// <param name="AnySize">Whether the same network in another size may take the row, which tells the size.</param>
public sealed record ExpectedNetwork(NetworkPlan Plan, bool AnySize = false)
{
    /// <summary>Where the plan was read; null where it is one of the lab's own.</summary>
    public string? PlanFile { get; private init; }

    /// <summary>The network of a plan file, which follows the network that is measured and may have to be renewed with it.</summary>
    /// <exception cref="LabDataException">Missing, or not a plan.</exception>
    public static ExpectedNetwork Read(string planFile) => new(NetworkPlan.Read(planFile)) { PlanFile = planFile };

    /// <summary>Refuses the checkpoint of another network.</summary>
    /// <param name="run">A folder with a checkpoint.</param>
    /// <exception cref="LabDataException">It is of another network; the message tells which, and which file to replace where that is what is meant.</exception>
    public void RequireCheckpoint(string run)
    {
        var found = Checkpoint.PlanIn(run);
        if (found.Network != Plan.Network) throw new LabDataException($"{run}: expected a checkpoint of {Plan.Network}, found '{found}'.");
        if (AnySize) return;
        NetworkPlan expected = Folding.PlanOf(Plan), folded = Folding.PlanOf(found);
        if (folded.ToJson() == expected.ToJson()) return;
        throw new LabDataException($"{run}: expected a checkpoint of '{Plan}', found '{found}' ({PlanDifference.Between(expected, folded)}).{Renewed(Path.Combine(run, "checkpoint", "plan.json"))}");
    }

    /// <summary>Refuses the exported file of another network.</summary>
    /// <param name="onnx">A file that is there.</param>
    /// <exception cref="LabDataException">It holds another network; the message tells which file to replace where that is what is meant.</exception>
    public void RequireFile(string onnx)
    {
        try
        {
            OnnxImport.Read(onnx, Plan).Dispose();
        }
        catch (LabDataException problem) when (PlanFile is not null)
        {
            throw new LabDataException($"{problem.Message.TrimEnd('.')}.{Renewed("checkpoint/plan.json of the run that it was exported from")}", problem);
        }
    }

    private string Renewed(string by) => PlanFile is null ? "" : $" Where it is the network to measure, replace {PlanFile} with {by}.";
}
