namespace FerCare.ModelLab.Data;

/// <summary>Writes a file under a temporary name beside it and renames it, so that nobody ever sees half of it.</summary>
public static class WholeFile
{
    /// <summary>Writes text, UTF-8 without byte-order mark.</summary>
    /// <exception cref="LabDataException">The folder is missing or closed to this account.</exception>
    public static void Write(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));

    /// <summary>Lets <paramref name="write"/> make the file under a temporary name, then renames it.</summary>
    /// <exception cref="LabDataException">The folder is missing or closed to this account.</exception>
    public static void Write(string path, Action<string> write)
    {
        var temporary = path + ".partial";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception problem)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            if (problem is IOException or UnauthorizedAccessException) throw new LabDataException($"{path}: cannot be written ({problem.Message})", problem);
            throw;
        }
    }
}
