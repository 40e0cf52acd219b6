namespace FerCare.Vision.Tests.Decoding;

/// <summary>JPEGs of kinds that no camera sends, 32x24 pixels, made with libjpeg-turbo.</summary>
internal static class Oddities
{
    /// <summary>Four printing colours.</summary>
    public static byte[] Cmyk => Convert.FromBase64String("/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3KSwwMTQ0NB8nOT04MjwuMzQy/8AAFAgAGAAgBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAGB//EABYQAQEBAAAAAAAAAAAAAAAAAAAEQf/aAA4EQwBNAFkASwAAPwDf2/t/bjZoCfs0BP2aAn7NAbBZoCfs0BP2aAn7NAbBZoCfs0BP2aAn7Nf/2Q==");

    /// <summary>Ten scans: red grows to the right (8 a pixel), green downwards (10 a pixel), blue is 60.</summary>
    public static byte[] Progressive => Convert.FromBase64String("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wgARCAAYACADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAABAADBv/EABcBAAMBAAAAAAAAAAAAAAAAAAIEBQb/2gAMAwEAAhADEAAAAeRS5QgFLlK3Mk0rilJpW5//xAAWEAADAAAAAAAAAAAAAAAAAAAAAQP/2gAIAQEAAQUCUxTFMUxTFMUxTFMUxTFM/8QAFxEBAQEBAAAAAAAAAAAAAAAABAABAv/aAAgBAwEBPwE6I6I/ex+9v//EABcRAQEBAQAAAAAAAAAAAAAAAAIAAQP/2gAIAQIBAT8BXaXaS2a2/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQAGPwJP/8QAFRABAQAAAAAAAAAAAAAAAAAAAGH/2gAIAQEAAT8hmmmmmmmmmmmm/9oADAMBAAIAAwAAABBhlx//xAAWEQEBAQAAAAAAAAAAAAAAAAAhADH/2gAIAQMBAT8QxbFhsNv/xAAWEQEBAQAAAAAAAAAAAAAAAABhABD/2gAIAQIBAT8Qefcv/8QAFRABAQAAAAAAAAAAAAAAAAAAADH/2gAIAQEAAT8QkSJEiRIkSJEiRI//2Q==");

    /// <summary>The same colours with arithmetic coding, which browsers do not know.</summary>
    public static byte[] Arithmetic => Convert.FromBase64String("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/yQARCAAYACADASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/ALlP9zye6H0gcXsn4DwjzkDWfdv/ALb4Nu27tJ3Ny7VDdBhM1C30peAvosNRaxy3ol3CreQMSExn5B5U/wD4YkaKIOX+aUobyNFUUGgg5rsKH8D/2Q==");

    /// <summary>The progressive picture with its last scan written again and again.</summary>
    public static byte[] ManyScans(int times)
    {
        var whole = Progressive;
        var last = whole.AsSpan().LastIndexOf([(byte)0xff, (byte)0xda]);
        // The scan's Huffman table stands before it and stays in force.
        var scan = whole[last..^2];
        return [.. whole[..^2], .. Enumerable.Repeat(scan, times).SelectMany(bytes => bytes), .. whole[^2..]];
    }
}
