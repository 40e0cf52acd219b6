using System.CommandLine;

namespace FerCare.Web.Monitoring.Readers;

/// <summary><c>read-faces</c>: what the server starts to have frames read apart from itself. Not for people, so no help names it.</summary>
public static class ReadFacesVerb
{
    public const string Name = "read-faces";

    internal const string CompiledOption = "--compiled";
    internal const string ServerOption = "--server";
    internal const string NicenessOption = "--nice";

    /// <summary>For tests: a frame that ends with these bytes (hexadecimal) aborts the native code that reads it.</summary>
    public const string AbortOnOption = "--abort-on";

    /// <summary>For tests: a frame that ends with these bytes (hexadecimal) is never answered.</summary>
    public const string HangOnOption = "--hang-on";

    public static Command Create()
    {
        var compiled = new Option<string>(CompiledOption) { Description = "Where the network compiled for this machine is kept.", Required = true };
        var server = new Option<int>(ServerOption) { Description = "The process that asks; when it is gone this one ends.", Required = true };
        var niceness = new Option<int>(NicenessOption) { Description = "How far it stands back behind the server.", DefaultValueFactory = _ => new ReaderOptions().Niceness };
        var abort = new Option<string?>(AbortOnOption) { Description = "For tests." };
        var hang = new Option<string?>(HangOnOption) { Description = "For tests." };
        var command = new Command(Name, "Reads frames from standard input for the server that started it.") { compiled, server, niceness, abort, hang };
        command.Hidden = true;
        command.SetAction(given => ReaderWork.Run(given.GetRequiredValue(compiled), given.GetRequiredValue(server), given.GetValue(niceness),
            new ReaderFaults(Bytes(given.GetValue(abort)), Bytes(given.GetValue(hang)))));
        return command;
    }

    private static byte[]? Bytes(string? hex) => hex is null ? null : Convert.FromHexString(hex);
}
