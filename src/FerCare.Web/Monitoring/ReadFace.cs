using FerCare.Vision;

namespace FerCare.Web.Monitoring;

/// <summary>Reads one encoded frame of the session to which the track belongs, one thread at a time; see <see cref="FaceReader.Read"/>.</summary>
public delegate FaceReading ReadFace(ReadOnlyMemory<byte> encoded, FaceTrack track, bool classify, long? timeMs);

/// <summary>Opens a reader for one worker thread, which closes it at the end.</summary>
public delegate OpenReader OpenReaders();

/// <summary>A reader and what is to be disposed with it.</summary>
public sealed record OpenReader(ReadFace Read, IDisposable? Owner);
