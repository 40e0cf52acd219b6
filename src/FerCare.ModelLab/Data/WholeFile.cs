namespace FerCare.ModelLab.Data;

/// <summary>Writes a file under a temporary name beside it and renames it, so that nobody ever sees half of it.</summary>
public static class WholeFile
{
    /// <summary>Writes text, UTF-8 without byte-order mark.</summary>
    /// <exception cref="LabDataException">The folder is missing or closed to this account.</exception>
    public static void Write(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));

    /// <summary>Refuses a place where nothing can be written, before the work that would be lost.</summary>
    /// <exception cref="LabDataException">The folder is missing.</exception>
    public static void RequireFolderOf(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new LabDataException($"{path}: cannot be written (expected a folder that is there, found none)");
    }

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
