using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Web.Shell;

/// <summary>What a person can pass on when something failed: a reference that also stands in the log, never a stack.</summary>
internal static class Failures
{
    /// <summary>The database could not be read or took nothing: locked, full, gone. What was asked for can be asked for again.</summary>
    public static bool IsOfTheDatabase(this Exception problem) => problem is DbException or DbUpdateException;

    /// <summary>Writes the failure down; the reference under which it stands there.</summary>
    public static string Note(this ILogger log, Exception problem, string what)
    {
        var reference = RandomNumberGenerator.GetHexString(8);
        log.LogError(problem, "{What} failed; reference {Reference}.", what, reference);
        return reference;
    }
}
