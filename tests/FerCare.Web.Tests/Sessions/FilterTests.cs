using FerCare.Web.Patients;
using FerCare.Web.Sessions;
using FerCare.Web.Shell;

namespace FerCare.Web.Tests.Sessions;

public sealed class FilterTests
{
    [Fact]
    public async Task A_filter_in_the_address_of_today_narrows_the_list_and_says_so_where_nothing_fits()
    {
        await OneDay.BeginAsync();
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.PlanAsync(north, await app.AdmitAsync(north, "Sample patient N"));
        await app.HoldAsync(north, await app.AdmitAsync(north, "Sample patient O"));
        using var browser = await app.SignedInAsync("north");

        var waiting = await browser.ReadAsync("/?state=Waiting");
        var named = await browser.ReadAsync("/?find=patient+o");
        var none = await browser.ReadAsync("/?find=nobody");

        waiting.ShouldContain("Sample patient N");
        waiting.ShouldNotContain("Sample patient O");
        named.ShouldContain("Sample patient O");
        named.ShouldNotContain("Sample patient N");
        none.ShouldContain("nothing-found");
        none.ShouldContain("clear-filter");
        (await browser.ReadAsync("/?from=2001-01-01&to=2001-01-02")).ShouldContain("nothing-found");
        (await browser.ReadAsync("/?state=nonsense&from=nonsense&to=9999-12-31&review=nonsense")).ShouldContain("Sample patient N");
    }

    [Fact]
    public async Task A_filter_in_the_address_of_patients_narrows_the_list_and_says_so_where_nothing_fits()
    {
        await using var app = await RunningApp.StartAsync();
        var north = await app.HireAsync("north", "Team North");
        await app.AdmitAsync(north, "Sample patient N");
        await app.AdmitAsync(north, "Sample patient O");
        using var browser = await app.SignedInAsync("north");

        var named = await browser.ReadAsync("/patients?find=patient+o&days=nonsense");

        named.ShouldContain("Sample patient O");
        named.ShouldNotContain("Sample patient N");
        (await browser.ReadAsync("/patients?alert=true")).ShouldContain("nothing-found");
        (await browser.ReadAsync("/patients?days=30")).ShouldContain("nothing-found");
    }

    [Fact]
    public void What_is_read_from_an_address_is_written_into_it_again()
    {
        var sessions = SessionFilter.Read("live", "true", " Sample ", "2026-03-02", "2026-03-09");
        var patients = PatientFilter.Read("Sample", "true", null, "30");

        sessions.InAddress.Values.ShouldBe(["Live", "true", "Sample", "2026-03-02", "2026-03-09"]);
        patients.InAddress().Values.ShouldBe(["Sample", "true", null, 30]);
        SessionFilter.Read("4", "1", "", "02.03.2026", null).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void What_comes_back_late_does_not_overwrite_what_is_being_typed_and_a_link_does()
    {
        var search = new TypedSearch();
        search.Type("A");
        search.Type("Ad");
        search.Arrive("A");
        search.Text.ShouldBe("Ad");
        search.Arrive("Ad");
        search.Type("Ad ");
        search.Arrive("Ad");
        search.Text.ShouldBe("Ad ");
        search.Arrive(null);
        search.Text.ShouldBeNull();
    }
}
