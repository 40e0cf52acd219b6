using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace FerCare.Vision.Locating;

/// <summary>The C interface of src/fercare-dlib, and where its library is found.</summary>
internal static partial class DlibLibrary
{
    /// <summary>The status of a call that went well.</summary>
    public const int Ok = 0;

    /// <summary>The status of a JPEG that is left to a decoder of many formats, or is none.</summary>
    public const int OtherFormat = 5;

    /// <summary>The status of a picture with more pixels than allowed.</summary>
    public const int TooLarge = 6;

    /// <summary>The status of a picture with more pixels than there is room for.</summary>
    public const int NoRoom = 7;

    /// <summary>The status of a JPEG that is damaged or asks for more passes than allowed.</summary>
    public const int BrokenJpeg = 8;

    private const string Name = "fercare_dlib";
    private const string FileName = "libfercare_dlib.so", FileNameAvx2 = "libfercare_dlib-avx2.so";

    static DlibLibrary() => NativeLibrary.SetDllImportResolver(typeof(DlibLibrary).Assembly, Resolve);

    /// <summary>Where a checked-out repository or an installed program has the library, best first: in each place the one for this processor.</summary>
    public static IEnumerable<string> Places() => Places(Avx2.IsSupported);

    /// <summary>Where the library is looked for on a processor with or without AVX2.</summary>
    internal static IEnumerable<string> Places(bool avx2)
    {
        string[] names = avx2 ? [FileNameAvx2, FileName] : [FileName];
        foreach (var name in names) yield return Path.Combine(AppContext.BaseDirectory, name);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            foreach (var name in names) yield return Path.Combine(folder.FullName, "artifacts", "native", name);
    }

    [LibraryImport(Name, EntryPoint = "fercare_finder_create", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Create(string landmarkFile, out IntPtr finder);

    [LibraryImport(Name, EntryPoint = "fercare_finder_destroy")]
    internal static partial void Destroy(IntPtr finder);

    [LibraryImport(Name, EntryPoint = "fercare_finder_detect")]
    internal static unsafe partial int Detect(
        FaceFinderHandle finder, byte* grey, int width, int height, int stride, double adjustThreshold, DetectedFace* faces, int capacity, out int count);

    [LibraryImport(Name, EntryPoint = "fercare_finder_landmarks")]
    internal static unsafe partial int Landmarks(
        FaceFinderHandle finder, byte* grey, int width, int height, int stride, double x, double y, double boxWidth, double boxHeight, float* points);

    [LibraryImport(Name, EntryPoint = "fercare_jpeg_grey")]
    internal static unsafe partial int JpegToGrey(byte* jpeg, nuint length, int longSide, int shortSide, int mostScans, byte* grey, nuint capacity, out int width, out int height);

    [LibraryImport(Name, EntryPoint = "fercare_last_error")]
    private static partial IntPtr LastErrorText();

    [LibraryImport(Name, EntryPoint = "fercare_dlib_version")]
    private static partial IntPtr VersionText();

    /// <summary>The sentence about this thread's last failed call.</summary>
    public static string LastError() => Marshal.PtrToStringUTF8(LastErrorText()) ?? "";

    /// <summary>The version of Dlib.</summary>
    public static string Version() => Marshal.PtrToStringUTF8(VersionText()) ?? "";

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name) return IntPtr.Zero;
        foreach (var place in Places())
            if (File.Exists(place)) return NativeLibrary.Load(place);
        throw new MissingModelException(
            $"{FileName} is missing: build it with \"cmake -S src/fercare-dlib -B artifacts/native-build && cmake --build artifacts/native-build\" (needs apt-get install libdlib-dev libjpeg-dev cmake g++).");
    }
}

/// <summary>Owns one native detector with its landmark predictor.</summary>
internal sealed class FaceFinderHandle : SafeHandle
{
    public FaceFinderHandle(IntPtr finder) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(finder);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        DlibLibrary.Destroy(handle);
        return true;
    }
}
