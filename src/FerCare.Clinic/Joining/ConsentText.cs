namespace FerCare.Clinic.Joining;

/// <summary>The words a patient agrees to. A version, once used, is never changed: new words get a new version.</summary>
/// <param name="Version">As stored with every consent.</param>
/// <param name="Purpose">What the data is for, in one line.</param>
/// <param name="Paragraphs">The text in the order it is read.</param>
public sealed record ConsentText(string Version, string Purpose, IReadOnlyList<string> Paragraphs)
{
    private static readonly ConsentText First = new(
        "2026-1",
        "Monitoring of facial expression in one session, for my own care",
        [
            "During this session the camera of this device is on. Pictures are sent to the clinic's own server, read there at once and then discarded: no picture and no video is stored, and there is no sound.",
            "What is stored are figures read from your face: seven probabilities of facial expression, how far the eyes are open, the direction of the head, how much the face moves, and how well the face could be seen.",
            "From these figures the program computes changes against your own earlier sessions. It is not a diagnosis and not a certified medical device. A face does not tell what a person feels; your clinician reads the figures together with you and everything else they know.",
            "Only the members of your care team can see them. Every look at them is recorded.",
            "Taking part is voluntary. You can pause at any time. You can withdraw at any time, during the session or later: recording then stops at once, and your care does not change. You can ask for a copy of what is stored, and for it to be erased.",
        ]);

    // Names who may look in an emergency.
    private static readonly ConsentText Second = First with
    {
        Version = "2026-2",
        Paragraphs =
        [
            .. First.Paragraphs.Take(3),
            "Only the members of your care team can see them. In an emergency another clinician of your clinic can, for a short time and for a reason they have to write down; your care team is told. Every look at them is recorded.",
            .. First.Paragraphs.Skip(4),
        ],
    };

    private static readonly IReadOnlyList<ConsentText> Versions = [First, Second];

    /// <summary>The version shown to patients today.</summary>
    public static ConsentText Current => Versions[^1];

    /// <summary>What a patient has agreed to, on paper or in person, before a recording made elsewhere is read.</summary>
    public static ConsentText Recording { get; } = new(
        "2026-1-recording",
        "Reading of facial expression from one recording, for my own care",
        [
            "My clinician may have FerCare read one video recording of me. The recording is kept encrypted on the clinic's own server while it is read, and deleted right after, whatever comes of it: no picture, no video and no sound is stored by FerCare.",
            .. Second.Paragraphs.Skip(1).Take(3),
            "Taking part is voluntary. I can withdraw at any time, and my care does not change. I can ask for a copy of what is stored, and for it to be erased.",
        ]);

    /// <summary>The words of a version that was given once; null if there never was such a version.</summary>
    public static ConsentText? Find(string version) => Versions.Append(Recording).FirstOrDefault(v => v.Version == version);
}
