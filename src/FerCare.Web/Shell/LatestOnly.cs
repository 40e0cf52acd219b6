namespace FerCare.Web.Shell;

/// <summary>
/// Questions of which only the last counts: a page that is asked for something else while it still waits must not show the older answer because that
/// one came later. Of one circuit, so not for several threads at once.
/// </summary>
public sealed class LatestOnly
{
    private int turn;

    /// <summary>A question is asked; those before it are out of date.</summary>
    /// <returns>Tells whether this is still the last one.</returns>
    public Func<bool> Begin()
    {
        var own = ++turn;
        return () => own == turn;
    }
}
