namespace FerCare.Web.Accounts;

/// <summary>Whether every account needs a second factor; only the demonstration does without, because all its patients are synthetic.</summary>
public sealed record SecondFactorPolicy(bool Required);
