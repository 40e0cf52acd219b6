namespace FerCare.Clinic.Joining;

/// <summary>
/// The words a patient agrees to. A version, once used, is never changed: new words get a new version, and the words of another language are
/// a version of their own, so that what is stored with a consent tells which words were read.
/// </summary>
/// <param name="Version">As stored with every consent.</param>
/// <param name="Language">Code of the language it is written in.</param>
/// <param name="Purpose">What the data is for, in one line.</param>
/// <param name="Paragraphs">The text in the order it is read.</param>
public sealed record ConsentText(string Version, string Language, string Purpose, IReadOnlyList<string> Paragraphs)
{
    private static readonly ConsentText First = new(
        "2026-1",
        "en",
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

    private static readonly ConsentText SecondInGerman = new(
        "2026-2-de",
        "de",
        "Messung des Gesichtsausdrucks in einer Sitzung, für meine eigene Behandlung",
        [
            "Während dieser Sitzung ist die Kamera dieses Geräts eingeschaltet. Bilder gehen an den eigenen Server der Klinik, werden dort sofort gelesen und dann verworfen: Es wird kein Bild und kein Video gespeichert, und es gibt keinen Ton.",
            "Gespeichert werden Zahlen, die aus Ihrem Gesicht gelesen werden: sieben Wahrscheinlichkeiten für den Gesichtsausdruck, wie weit die Augen geöffnet sind, die Richtung des Kopfes, wie stark sich das Gesicht bewegt und wie gut das Gesicht zu sehen war.",
            "Aus diesen Zahlen berechnet das Programm Veränderungen gegenüber Ihren eigenen früheren Sitzungen. Das ist keine Diagnose und kein zertifiziertes Medizinprodukt. Ein Gesicht sagt nicht, was ein Mensch fühlt; Ihre Behandlerin oder Ihr Behandler liest die Zahlen zusammen mit Ihnen und mit allem anderen, was bekannt ist.",
            "Nur die Mitglieder Ihres Behandlungsteams können sie sehen. Im Notfall kann es jemand anderes aus der Behandlung Ihrer Klinik, für kurze Zeit und aus einem Grund, der aufgeschrieben werden muss; Ihr Behandlungsteam erfährt davon. Jeder Blick darauf wird protokolliert.",
            "Die Teilnahme ist freiwillig. Sie können jederzeit unterbrechen. Sie können jederzeit widerrufen, während der Sitzung oder später: Die Aufzeichnung hört dann sofort auf, und Ihre Behandlung ändert sich nicht. Sie können eine Kopie dessen verlangen, was gespeichert ist, und dass es gelöscht wird.",
        ]);

    private static readonly IReadOnlyList<ConsentText> Shown = [Second, SecondInGerman];

    /// <summary>The version shown to patients today, in English.</summary>
    public static ConsentText Current => Shown[0];

    /// <summary>The version shown today to a patient who reads a language; the English one where there is none in theirs.</summary>
    public static ConsentText CurrentIn(string language) => Shown.FirstOrDefault(t => t.Language == language) ?? Current;

    /// <summary>One of the texts that are shown today, whatever its language; null where the version is an older one or none.</summary>
    public static ConsentText? FindCurrent(string? version) => Shown.FirstOrDefault(t => t.Version == version);

    /// <summary>What a patient has agreed to, on paper or in person, before a recording made elsewhere is read.</summary>
    public static ConsentText Recording { get; } = new(
        "2026-1-recording",
        "en",
        "Reading of facial expression from one recording, for my own care",
        [
            "My clinician may have FerCare read one video recording of me. The recording is kept encrypted on the clinic's own server while it is read, and deleted right after, whatever comes of it: no picture, no video and no sound is stored by FerCare.",
            .. Second.Paragraphs.Skip(1).Take(3),
            "Taking part is voluntary. I can withdraw at any time, and my care does not change. I can ask for a copy of what is stored, and for it to be erased.",
        ]);

    private static readonly ConsentText RecordingInGerman = new(
        "2026-1-recording-de",
        "de",
        "Lesen des Gesichtsausdrucks aus einer Aufnahme, für meine eigene Behandlung",
        [
            "Meine Behandlerin oder mein Behandler darf FerCare eine Videoaufnahme von mir lesen lassen. Die Aufnahme liegt verschlüsselt auf dem eigenen Server der Klinik, während sie gelesen wird, und wird gleich danach gelöscht, was auch immer dabei herauskommt: FerCare speichert kein Bild, kein Video und keinen Ton.",
            .. SecondInGerman.Paragraphs.Skip(1).Take(3),
            "Die Teilnahme ist freiwillig. Ich kann jederzeit widerrufen, und meine Behandlung ändert sich nicht. Ich kann eine Kopie dessen verlangen, was gespeichert ist, und dass es gelöscht wird.",
        ]);

    /// <summary>The same in a language; the English one where there is none.</summary>
    public static ConsentText RecordingIn(string language) => language == RecordingInGerman.Language ? RecordingInGerman : Recording;

    /// <summary>The words of a version that was given once; null if there never was such a version.</summary>
    public static ConsentText? Find(string version) => ((ConsentText[])[First, .. Shown, Recording, RecordingInGerman]).FirstOrDefault(v => v.Version == version);
}
