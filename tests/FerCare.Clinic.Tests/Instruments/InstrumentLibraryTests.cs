using System.Text.Json.Nodes;
using CsCheck;
using FerCare.Clinic.Instruments;

namespace FerCare.Clinic.Tests.Instruments;

public sealed class InstrumentLibraryTests
{
    [Fact]
    public void English_words_ship_for_PHQ_9_and_GAD_7_and_none_for_the_stress_scales()
    {
        Library.Shipped.Texts.Select(t => (t.InstrumentId, t.Language)).ShouldBe([("phq-9", "en"), ("gad-7", "en")]);
        Library.Shipped.Refusals.ShouldBeEmpty();
        Library.Shipped.Instruments.Where(i => i.LicenceToConfirm).Select(i => i.Id).ShouldBe(["pss-10", "pss-4"]);
    }

    [Theory]
    [InlineData("phq-9", "44249-1", "44261-6")]
    [InlineData("gad-7", "69737-5", "70274-6")]
    public void The_shipped_questionnaires_carry_their_LOINC_codes(string id, string code, string total)
    {
        var instrument = Library.Instrument(id);
        (instrument.Code, instrument.TotalCode).ShouldBe((code, total));
        instrument.Items.Select(i => i.Code).ShouldAllBe(c => c != null);
        instrument.Items.Select(i => i.Code).Distinct().Count().ShouldBe(instrument.Items.Count);
    }

    /// <summary>Names of the items in LOINC 2.77, panel 69729-2; 68509-9 is left out because LOINC names it in words of its own.</summary>
    [Theory]
    [InlineData("44250-9", "Little interest or pleasure in doing things")]
    [InlineData("44255-8", "Feeling down, depressed, or hopeless")]
    [InlineData("44259-0", "Trouble falling or staying asleep, or sleeping too much")]
    [InlineData("44254-1", "Feeling tired or having little energy")]
    [InlineData("44251-7", "Poor appetite or overeating")]
    [InlineData("44258-2", "Feeling bad about yourself-or that you are a failure or have let yourself or your family down")]
    [InlineData("44252-5", "Trouble concentrating on things, such as reading the newspaper or watching television")]
    [InlineData("44253-3", "Moving or speaking so slowly that other people could have noticed. Or the opposite - being so fidgety or restless that you have been moving around a lot more than usual")]
    [InlineData("44260-8", "Thoughts that you would be better off dead, or of hurting yourself in some way")]
    [InlineData("69725-0", "Feeling nervous, anxious or on edge")]
    [InlineData("69733-4", "Worrying too much about different things")]
    [InlineData("69734-2", "Trouble relaxing")]
    [InlineData("69735-9", "Being so restless that it is hard to sit still")]
    [InlineData("69689-8", "Becoming easily annoyed or irritable.")]
    [InlineData("69736-7", "Feeling afraid as if something awful might happen")]
    public void Every_item_has_the_words_of_LOINC_punctuation_aside(string code, string name)
    {
        var (instrument, item) = Library.Shipped.Instruments.SelectMany(i => i.Items.Select(item => (i, item))).Single(i => i.item.Code == code);
        Bare(Library.Shipped.Words(instrument.Id, "en")!.Of(item.Id).Text).ShouldBe(Bare(name));
    }

    [Theory]
    [InlineData("phq-9")]
    [InlineData("gad-7")]
    public void Every_answer_has_the_words_of_LOINC_answer_list_LL358_3(string id) => Library.Shipped.Words(id, "en")!.Items
        .ShouldAllBe(i => i.Answers.Select(a => a.Text).SequenceEqual(new[] { "Not at all", "Several days", "More than half the days", "Nearly every day" }));

    private static string Bare(string words) => string.Join(' ', words.Split([' ', ',', '.', '?', '-', '—'], StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void The_PHQ_9_asks_about_the_last_two_weeks_in_its_authors_words()
    {
        var words = Library.Shipped.Words("phq-9", "en")!;
        words.Instruction.ShouldBe("Over the last 2 weeks, how often have you been bothered by any of the following problems?");
        words.Items[0].Text.ShouldBe("Little interest or pleasure in doing things");
        words.Items[8].Text.ShouldBe("Thoughts that you would be better off dead or of hurting yourself in some way");
        words.Items.ShouldAllBe(i => i.Answers.Select(a => a.Text).SequenceEqual(new[] { "Not at all", "Several days", "More than half the days", "Nearly every day" }));
    }

    [Fact]
    public void A_clinic_adds_the_words_of_the_stress_scale_and_of_another_language()
    {
        using var files = new Library();
        files.Add("pss-10.en.json", "pss-10", "en");
        files.Add("phq-9.de.json", "phq-9", "de");

        var library = files.Read();

        library.Refusals.ShouldBeEmpty();
        library.Words("phq-9", "de")!.Items[8].Text.ShouldBe("Item 9 in de");
        library.Words("phq-9", "fr")!.Language.ShouldBe("en", "what is missing is asked in English");
        library.Words("pss-10", null)!.File.ShouldBe("pss-10.en.json");
        library.Words("pss-10", null)!.Version.ShouldStartWith("1+");
        library.Words("pss-4", "en").ShouldBeNull();
    }

    [Fact]
    public void A_file_added_while_the_server_runs_counts_from_the_next_reading_on()
    {
        using var files = new Library();
        var library = files.Read();
        files.Add("pss-4.json", "pss-4", "en");
        library.TextsOf("pss-4").ShouldBeEmpty();
        library.Reload();
        library.TextsOf("pss-4").ShouldHaveSingleItem();
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "not json", "pss.json: expected a FHIR Questionnaire as JSON, found text that is no JSON at line 1." },
        { """{"resourceType":"Patient"}""", "pss.json: expected a FHIR resource of the type Questionnaire in the file, found Patient." },
        { "[]", "pss.json: expected an object in the file, found Array." },
        { Library.Words("pss-4", "en", f => f["url"] = "urn:other"), "pss.json: expected the url of an instrument FerCare can score (urn:fercare:instrument:phq-9, urn:fercare:instrument:gad-7, urn:fercare:instrument:pss-10, urn:fercare:instrument:pss-4), found urn:other." },
        { Library.Words("pss-4", "en", f => f.Remove("language")), "pss.json: expected a \"language\", found none." },
        { Library.Words("pss-4", "no language"), "pss.json: expected a language tag such as \"en\" or \"pt-BR\" in the file, found \"no language\"." },
        { Library.Words("pss-4", "en", f => f["version"] = "2"), "pss.json: expected version 1 of PSS-4, found 2." },
        { Library.Words("pss-4", "en", f => Items(f).RemoveAt(3)), "pss.json: expected the 4 items of PSS-4, found 3." },
        { Library.Words("pss-4", "en", f => Items(f)[2]!.AsObject().Remove("text")), "pss.json: expected \"text\" in item 3, found none." },
        { Library.Words("pss-4", "en", f => Items(f)[1]!["linkId"] = "9"), "pss.json: expected item 2 of PSS-4, found 9." },
        { Library.Words("pss-4", "en", f => Options(f, 0)[4]!["valueCoding"]!["extension"]![0]!["valueDecimal"] = 5), "pss.json: expected the values 0, 1, 2, 3, 4 in item 1, found 0, 1, 2, 3, 5." },
        { Library.Words("pss-4", "en", f => Options(f, 0)[1]!["valueCoding"]!.AsObject().Remove("extension")), "pss.json: expected an answer with its value (the extension ordinalValue) in answerOption 2 of item 1, found none." },
        { Library.Words("pss-4", "en", f => Items(f)[1]!.AsObject().Remove("extension")), "pss.json: expected item 2 to be scored in reverse, found the contrary." },
        { Library.Words("phq-9", "en"), "pss.json: expected a language in which PHQ-9 is missing, found \"en\", which FerCare itself has." },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_with_one_clear_line_and_the_rest_stays_usable(string text, string line)
    {
        using var files = new Library();
        files.Add("pss.json", text);
        files.Add("zz-good.json", "gad-7", "de");

        var library = files.Read();

        library.Refusals.ShouldBe([line]);
        library.Words("gad-7", "de")!.Language.ShouldBe("de");
    }

    [Fact]
    public void No_damage_to_a_file_stops_the_library()
    {
        var whole = System.Text.Encoding.UTF8.GetBytes(Library.Words("pss-10", "en"));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample((at, value, length) =>
        {
            var damaged = whole[..length];
            if (at < length) damaged[at] = value;
            try
            {
                QuestionnaireFile.Read("damaged.json", damaged, ships: false);
            }
            catch (QuestionnaireRefusedException refused)
            {
                refused.Message.ShouldStartWith("damaged.json: expected ");
            }
        }, iter: 500);
    }

    private static JsonArray Items(JsonObject file) => file["item"]!.AsArray();

    private static JsonArray Options(JsonObject file, int item) => Items(file)[item]!["answerOption"]!.AsArray();
}
