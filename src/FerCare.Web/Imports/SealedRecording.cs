using System.Security.Cryptography;
using FerCare.Vision.Decoding;

namespace FerCare.Web.Imports;

/// <summary>A recording on the disk, encrypted with a key that is only in memory; deleted when it is disposed.</summary>
public sealed class SealedRecording : IDisposable
{
    private readonly string path;
    private readonly Aes key;

    internal SealedRecording(string path, Aes key) => (this.path, this.key) = (path, key);

    /// <summary>The film in it.</summary>
    public Film Film(FilmOptions options) => Vision.Decoding.Film.In(new SealedFilm(path, key.Key, key.IV), options);

    public void Dispose()
    {
        key.Dispose();
        File.Delete(path);
    }
}
