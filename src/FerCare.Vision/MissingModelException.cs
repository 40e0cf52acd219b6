namespace FerCare.Vision;

/// <summary>A file that vision needs is missing or is not the expected one; the message is one line that names it and says how to get it.</summary>
public sealed class MissingModelException(string message) : Exception(message)
{
    internal static MissingModelException Landmarks(string file, string problem) =>
        new($"The face landmark file {file} {problem}: get it with \"apt-get install libdlib-data\".");

    internal static MissingModelException Network(string file, string problem) =>
        new($"The emotion network {file} {problem}: get it back with \"git checkout -- models\" or export it with \"./lab export\".");
}
