using System.Runtime.InteropServices;
using FerCare.Vision.Locating;

namespace FerCare.Vision.Tests.Locating;

public class DlibLibraryTests
{
    [Fact]
    public void A_processor_without_AVX2_is_never_given_code_that_needs_it() =>
        DlibLibrary.Places(avx2: false).ShouldAllBe(place => Path.GetFileName(place) == "libfercare_dlib.so");

    [Fact]
    public void A_processor_with_AVX2_takes_the_library_made_for_it_and_the_common_one_where_that_is_missing()
    {
        var places = DlibLibrary.Places(avx2: true).ToArray();
        places.Where(File.Exists).ShouldNotBeEmpty();
        foreach (var folder in places.GroupBy(Path.GetDirectoryName))
            folder.Select(Path.GetFileName).ShouldBe(["libfercare_dlib-avx2.so", "libfercare_dlib.so"]);
    }

    [Fact]
    public unsafe void Both_libraries_give_the_same_landmarks_to_the_last_bit()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "This processor has no AVX2.");
        var random = new Random(4);
        var noise = new byte[200 * 160];
        random.NextBytes(noise);
        DlibLibrary.Places(avx2: true).Where(File.Exists).Take(2).Select(place => LandmarksOf(place, noise)).Distinct(new SameNumbers()).Count().ShouldBe(1);
    }

    private static unsafe float[] LandmarksOf(string library, byte[] pixels)
    {
        // Both are in the process at once, under handles of their own.
        var handle = NativeLibrary.Load(library);
        var create = (delegate* unmanaged<byte*, IntPtr*, int>)NativeLibrary.GetExport(handle, "fercare_finder_create");
        var place = (delegate* unmanaged<IntPtr, byte*, int, int, int, double, double, double, double, float*, int>)NativeLibrary.GetExport(handle, "fercare_finder_landmarks");
        var destroy = (delegate* unmanaged<IntPtr, void>)NativeLibrary.GetExport(handle, "fercare_finder_destroy");
        var points = new float[136];
        IntPtr finder;
        fixed (byte* file = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat\0"u8, grey = pixels)
        fixed (float* into = points)
        {
            create(file, &finder).ShouldBe(DlibLibrary.Ok);
            place(finder, grey, 200, 160, 200, 40.3, 20.7, 110, 110, into).ShouldBe(DlibLibrary.Ok);
            destroy(finder);
        }

        return points;
    }

    private sealed class SameNumbers : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? a, float[]? b) => a!.AsSpan().SequenceEqual(b);

        public int GetHashCode(float[] values) => values.Length;
    }
}
