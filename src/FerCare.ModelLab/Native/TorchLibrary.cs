using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace FerCare.ModelLab.Native;

/// <summary>
/// Makes TorchSharp's native library loadable where the system's libstdc++ is older than the one it was linked with.
/// The library names GLIBCXX_3.4.32 for a single symbol that is never called; marking that one version requirement weak
/// (VER_FLG_WEAK, see the ELF gABI on symbol versioning) lets the loader pass over it.
/// </summary>
public static class TorchLibrary
{
    private const string LibraryName = "libLibTorchSharp.so";
    private const string NewestVersionAsked = "GLIBCXX_3.4.32";
    private const uint SectionOfVersionNeeds = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Prepares the copy in the output folder; call once, before the first use of torch.</summary>
    public static void Prepare()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || SystemProvides(NewestVersionAsked)) return;
        var library = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", LibraryName);
        if (!File.Exists(library)) library = Path.Combine(AppContext.BaseDirectory, LibraryName);
        if (!File.Exists(library)) return;

        var image = File.ReadAllBytes(library);
        if (!WeakenVersionNeed(image, NewestVersionAsked)) return;
        // Written beside and renamed: the copy may be a hard link into the package cache, which stays as it is.
        var patched = library + ".patched";
        File.WriteAllBytes(patched, image);
        File.Move(patched, library, overwrite: true);
    }

    /// <summary>Marks the requirement on <paramref name="version"/> weak in an ELF64 image; false if there was nothing to change.</summary>
    public static bool WeakenVersionNeed(byte[] image, string version)
    {
        var elf = image.AsSpan();
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F') return false;
        var sectionTable = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[40..]);
        var sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        var sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        for (var s = 0; s < sectionCount; s++)
        {
            var section = elf[(sectionTable + s * sectionSize)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) != SectionOfVersionNeeds) continue;
            var offset = (int)BinaryPrimitives.ReadInt64LittleEndian(section[24..]);
            var stringSection = elf[(sectionTable + (int)BinaryPrimitives.ReadUInt32LittleEndian(section[40..]) * sectionSize)..];
            var strings = (int)BinaryPrimitives.ReadInt64LittleEndian(stringSection[24..]);
            return WeakenIn(elf, offset, strings, version);
        }

        return false;
    }

    private static bool WeakenIn(Span<byte> elf, int need, int strings, string version)
    {
        while (true)
        {
            var entries = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            var entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (var i = 0; i < entries; i++)
            {
                var name = elf[(strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 8)..]))..];
                var flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(entry + 4)..]);
                if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) == version && (flags & WeakFlag) == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | WeakFlag));
                    return true;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 12)..]);
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
            if (next == 0) return false;
            need += next;
        }
    }

    private static bool SystemProvides(string version)
    {
        var runtime = Directory.Exists("/usr/lib")
            ? Directory.EnumerateFiles("/usr/lib", "libstdc++.so.6", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).FirstOrDefault()
            : null;
        return runtime is not null && File.ReadAllBytes(runtime).AsSpan().IndexOf(Encoding.ASCII.GetBytes(version)) >= 0;
    }
}
