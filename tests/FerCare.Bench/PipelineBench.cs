using System.Diagnostics;
using FerCare.Vision;
using FerCare.Vision.Classifying;

namespace FerCare.Bench;

/// <summary>Frames a second of the vision pipeline on one core, beside the plain way, all in turn in one run on one thread.</summary>
internal sealed class PipelineBench : IDisposable
{
    public const int DefaultSeconds = 20;
    public const string Tracked = "tracked", EveryFrame = "tracked, every frame classified", Searched = "every frame searched", Plain = "plain";

    // A second of video a visit; plain reading takes ten times as long.
    private const int FramesInARow = 30, PlainFramesInARow = 5, ClassifyEvery = 3, WarmUpVisits = 4;
    private readonly string work = Directory.CreateTempSubdirectory("fercare-bench-").FullName;
    private readonly VisionModels models;
    private readonly EmotionClassifier reference;
    private readonly List<IDisposable> opened = [];
    private readonly List<PipelineRun> runs = [];

    private PipelineBench(string referenceManifest, bool regions)
    {
        models = VisionModels.Load(VisionModelPaths.Default(), Path.Combine(work, "compiled"));
        reference = EmotionClassifier.Load(referenceManifest, GraphCompilation.None);
        foreach (var frames in (CameraFrames[])[CameraFrames.Whole(320, 240), CameraFrames.Whole(640, 480)])
        {
            AddReader(frames, Tracked, FaceReaderOptions.Streamed, ClassifyEvery);
            AddReader(frames, EveryFrame, FaceReaderOptions.Streamed, 1);
            AddReader(frames, Searched, FaceReaderOptions.Streamed with { SearchEveryMs = 0 }, ClassifyEvery);
            AddPlain(frames);
        }

        if (!regions) return;
        // The same patient twice: in the whole frame as it is sent today, and as the face's region in the pixels of the camera.
        const float TwiceAsFar = 0.5f;
        AddReader(CameraFrames.Region(1), Tracked + ", region, near", FaceReaderOptions.Streamed, ClassifyEvery);
        AddReader(CameraFrames.Whole(640, 480, TwiceAsFar), Tracked + ", twice as far", FaceReaderOptions.Streamed, ClassifyEvery);
        AddReader(CameraFrames.Region(TwiceAsFar), Tracked + ", region, twice as far", FaceReaderOptions.Streamed, ClassifyEvery);
    }

    public IReadOnlyList<PipelineRun> Runs => runs;

    /// <summary>The network served and the form it runs in.</summary>
    public string Network => $"{models.Emotions.Manifest.Version}, {models.Emotions.Graph.Compilation}";

    /// <summary>Measures for about so many seconds.</summary>
    /// <exception cref="InvalidOperationException">A reader lost the face, so that its speed would say nothing.</exception>
    public static PipelineBench Measure(string referenceManifest, int seconds, bool regions)
    {
        var bench = new PipelineBench(referenceManifest, regions);
        for (var visit = 0; visit < WarmUpVisits; visit++)
            foreach (var run in bench.runs) run.Visit(counts: false);
        var clock = Stopwatch.StartNew();
        do
            foreach (var run in bench.runs) run.Visit(counts: true);
        while (clock.Elapsed.TotalSeconds < seconds);
        foreach (var run in bench.runs)
            if (run.ShareWithFace < 0.98) throw new InvalidOperationException($"{run.Size}, {run.Mode}: expected the face in every frame, found it in {run.ShareWithFace:P0}.");
        return bench;
    }

    /// <summary>Frames a second of a mode at 640x480 as a multiple of the plain way's.</summary>
    public double RatioOf(string mode) => Run(mode).FramesPerSecondCore / Run(Plain).FramesPerSecondCore;

    /// <summary>A mode's run at 640x480.</summary>
    public PipelineRun Run(string mode) => runs.Single(r => r.Size == "640x480" && r.Mode == mode);

    public void Dispose()
    {
        foreach (var each in opened) each.Dispose();
        reference.Dispose();
        models.Dispose();
        Directory.Delete(work, recursive: true);
    }

    private void AddReader(CameraFrames frames, string mode, FaceReaderOptions options, int classifyEvery)
    {
        var (clock, track) = (new StageClock(), new FaceTrack());
        var reader = new FaceReader(models, options, clock);
        opened.Add(reader);
        runs.Add(new PipelineRun(frames, mode, FramesInARow, clock, (frame, number) =>
            reader.Read(frame, track, number % classifyEvery == 0, number * (long)CameraFrames.FrameMs).Landmarks?.OuterEyeDistance));
    }

    private void AddPlain(CameraFrames frames)
    {
        var clock = new StageClock();
        var finder = models.CreateFinder();
        opened.Add(finder);
        var plain = new PlainPipeline(finder, reference, clock);
        runs.Add(new PipelineRun(frames, Plain, PlainFramesInARow, clock, (frame, _) => plain.Read(frame)));
    }
}
