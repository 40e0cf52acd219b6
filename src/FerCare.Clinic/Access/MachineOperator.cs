namespace FerCare.Clinic.Access;

/// <summary>
/// Whoever runs FerCare's commands on the machine itself. They hold the database and its keys in their hands, so no care team limits
/// them; what they do is written down under the name of their account on that machine.
/// </summary>
public sealed record MachineOperator
{
    private MachineOperator(string account) => Name = Wording.Checked($"command line, account {account}", 120, "Operator");

    /// <summary>As the audit trail names them.</summary>
    public string Name { get; }

    /// <summary>The account that runs this program.</summary>
    public static MachineOperator Current() => new(Environment.UserName);
}
