namespace FerCare.Web.Capture;

/// <summary>A plain page for the patient: one statement, what it means, at most one thing to do.</summary>
/// <param name="Name">Lower-case word by which tests and addresses know it.</param>
/// <param name="Status">HTTP status of the page.</param>
/// <param name="Script">Address of the page's script; null where it needs none.</param>
public sealed record Notice(string Name, int Status, string Title, string Lead, IReadOnlyList<string> Paragraphs, NoticeAction? Action = null, NoticeForm? Form = null, string? Script = null);

/// <summary>The one thing to do on a <see cref="Notice"/>.</summary>
public sealed record NoticeAction(string Text, string Address);

/// <summary>The one thing that a <see cref="Notice"/> offers to change.</summary>
/// <param name="Text">What the button says.</param>
/// <param name="Address">Where it posts to.</param>
/// <param name="Hint">What it means.</param>
public sealed record NoticeForm(string Text, string Address, string Hint);
