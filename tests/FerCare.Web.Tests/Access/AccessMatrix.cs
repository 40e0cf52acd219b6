using FerCare.Samples;

namespace FerCare.Web.Tests.Access;

/// <summary>Who calls.</summary>
public enum Caller
{
    Stranger,
    PatientA,
    PatientB,
    TeamA,
    TeamB,
    Administrator,
}

/// <summary>Whose record an address names; nobody's where no such record exists.</summary>
public enum Owner
{
    A,
    B,
    Nobody,
}

/// <summary>What becomes of a call.</summary>
public enum Outcome
{
    /// <summary>It is answered.</summary>
    Allowed,

    /// <summary>The caller has to say who they are: a redirect to the sign-in, or status 401.</summary>
    SignIn,

    /// <summary>Status 403.</summary>
    Refused,

    /// <summary>Status 404: there is no such thing for this caller.</summary>
    NotFound,

    /// <summary>Status 400: the caller may open the page, and it has no form that takes a post.</summary>
    NoForm,
}

/// <summary>One line of the table: what each caller meets who asks for this with the records of patient A.</summary>
public sealed record MatrixLine(string Method, string Route, IReadOnlyList<Outcome> Outcomes)
{
    public const string Hub = "HUB";

    public string Key => $"{Method} {Route}";

    public Outcome For(Caller caller, Owner owner)
    {
        // What is patient B's is to team B what patient A's is to team A.
        var seenBy = owner != Owner.B ? caller : caller switch
        {
            Caller.PatientA => Caller.PatientB, Caller.PatientB => Caller.PatientA, Caller.TeamA => Caller.TeamB, Caller.TeamB => Caller.TeamA, _ => caller,
        };
        var outcome = Outcomes[(int)seenBy];
        return owner == Owner.Nobody && Route.Contains('{') && outcome == Outcome.Allowed ? Outcome.NotFound : outcome;
    }

    public override string ToString() => Written(Method, Route, Outcomes);

    public static string Written(string method, string route, IEnumerable<Outcome> outcomes) => $"{method,-6}{route,-52}{string.Concat(outcomes.Select(o => $"{Word(o),-11}"))}".TrimEnd();

    public static Outcome Read(string word) => Enum.GetValues<Outcome>().Single(o => Word(o) == word);

    private static string Word(Outcome outcome) => outcome switch { Outcome.SignIn => "sign-in", Outcome.NotFound => "not-found", Outcome.NoForm => "no-form", _ => outcome.ToString().ToLowerInvariant() };
}

/// <summary>The table of who may do what, as it stands in access-matrix.txt.</summary>
public static class AccessMatrix
{
    public static IReadOnlyList<MatrixLine> Lines { get; } = [.. File.ReadLines(Repository.At("tests", "FerCare.Web.Tests", "Access", "access-matrix.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(Read)];

    private static MatrixLine Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var callers = Enum.GetValues<Caller>().Length;
        return words.Length > callers + 1 ? new MatrixLine(words[0], string.Join(' ', words[1..^callers]), [.. words[^callers..].Select(MatrixLine.Read)])
            : throw new InvalidDataException($"Access matrix: expected a method, a route and {callers} outcomes, found \"{line}\".");
    }
}
