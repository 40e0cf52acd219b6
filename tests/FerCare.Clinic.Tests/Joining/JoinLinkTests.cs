using System.Buffers.Text;
using System.Text;
using FerCare.Clinic.Access;
using FerCare.Clinic.Joining;
using FerCare.Clinic.Sessions;
using Microsoft.EntityFrameworkCore;

namespace FerCare.Clinic.Tests.Joining;

public sealed class JoinLinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_fifty_redemptions_at_the_same_instant_exactly_one_succeeds()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => clinic.Links.RedeemAsync(link.Token, Cancel)));
        outcomes.Count(o => (o.Result, o.SessionId) == (JoinResult.Redeemed, session.Id)).ShouldBe(1);
        outcomes.Count(o => o == new JoinOutcome(JoinResult.Used, null)).ShouldBe(49);
        (await clinic.Schedule.EventsAsync(session.Scope, session.PublicId, Cancel)).Count(e => e.Kind == SessionEventKind.Joined).ShouldBe(1);
    }

    [Fact]
    public async Task The_token_has_256_bits_and_is_nowhere_in_the_database()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        var secret = Base64Url.DecodeFromChars(link.Token);
        secret.Length.ShouldBe(32);
        foreach (var file in new[] { clinic.Database.Path, clinic.Database.Path + "-wal" })
        {
            byte[] bytes;
            await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            {
                bytes = new byte[stream.Length];
                await stream.ReadExactlyAsync(bytes, Cancel);
            }

            bytes.AsSpan().IndexOf(secret).ShouldBe(-1, file);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(link.Token)).ShouldBe(-1, file);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("not base64url at all !!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_nobody_issued_is_unknown(string token)
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        (await clinic.Links.RedeemAsync(token, Cancel)).ShouldBe(new JoinOutcome(JoinResult.Unknown, null));
    }

    [Fact]
    public async Task A_link_is_good_for_a_day_and_not_an_instant_longer()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        link.ExpiresAt.ShouldBe(clinic.Clock.GetUtcNow().AddHours(24));
        clinic.Clock.Advance(TimeSpan.FromHours(24));
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).Result.ShouldBe(JoinResult.Expired);
    }

    [Fact]
    public async Task A_link_in_its_last_second_still_opens_the_session()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        clinic.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).SessionId.ShouldBe(session.Id);
    }

    [Fact]
    public async Task Issuing_again_revokes_the_link_before()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var first = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        var second = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        (await clinic.Links.RedeemAsync(first.Token, Cancel)).Result.ShouldBe(JoinResult.Revoked);
        (await clinic.Links.RedeemAsync(second.Token, Cancel)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_redeemed_link_opens_its_own_session_alone_until_a_newer_one_is_issued()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var other = await clinic.PlannedAsync(session.Scope, session.PatientId);
        var first = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        var link = (await clinic.Links.RedeemAsync(first.Token, Cancel)).LinkId!.Value;
        (await clinic.Links.OpensAsync(session.Id, link, Cancel)).ShouldBeTrue();
        (await clinic.Links.OpensAsync(other.Id, link, Cancel)).ShouldBeFalse();

        await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);

        (await clinic.Links.OpensAsync(session.Id, link, Cancel)).ShouldBeFalse();
        (await clinic.Links.RedeemAsync(first.Token, Cancel)).Result.ShouldBe(JoinResult.Revoked);
    }

    [Fact]
    public async Task Who_has_joined_still_reads_how_a_session_ended_and_is_shut_out_where_the_clinic_takes_the_link_back()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = (await clinic.Links.RedeemAsync((await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel)).Token, Cancel)).LinkId!.Value;
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        (await clinic.Links.OpensAsync(session.Id, link, Cancel)).ShouldBeTrue();
        (await clinic.Links.RevokeAsync(session.Scope, session.Id, Cancel)).ShouldBeTrue();
        (await clinic.Links.OpensAsync(session.Id, link, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_tells_whether_somebody_has_joined_it_by_a_link_that_still_counts()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        (await RowAsync()).IsInvited.ShouldBeFalse();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        (await RowAsync()).ShouldSatisfyAllConditions(r => r.HasOpenLink.ShouldBeTrue(), r => r.HasJoined.ShouldBeFalse(), r => r.IsInvited.ShouldBeTrue());

        await clinic.Links.RedeemAsync(link.Token, Cancel);

        (await RowAsync()).ShouldSatisfyAllConditions(r => r.HasOpenLink.ShouldBeFalse(), r => r.HasJoined.ShouldBeTrue(), r => r.IsInvited.ShouldBeTrue());
        await clinic.Links.RevokeAsync(session.Scope, session.Id, Cancel);
        (await RowAsync()).IsInvited.ShouldBeFalse();

        async Task<SessionRow> RowAsync() => (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!;
    }

    [Fact]
    public async Task A_revoked_link_opens_nothing()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        (await clinic.Links.RevokeAsync(session.Scope, session.Id, Cancel)).ShouldBeTrue();
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).Result.ShouldBe(JoinResult.Revoked);
        (await clinic.Schedule.FindAsync(session.Scope, session.PublicId, Cancel))!.HasOpenLink.ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_withdrawal_neither_an_old_nor_a_new_link_opens_the_session()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        await clinic.Consents.WithdrawAsync(session.Id, cancel: Cancel);
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).Result.ShouldBe(JoinResult.Revoked);
        (await Should.ThrowAsync<CourseRefusedException>(() => clinic.Links.IssueAsync(session.Scope, session.Id, Cancel))).Found.ShouldBe(SessionState.Withdrawn);
    }

    [Fact]
    public async Task A_clinician_of_another_team_can_neither_issue_nor_revoke()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        var (stranger, _) = await clinic.ClinicianAsync("South");
        await Should.ThrowAsync<OutsideCareTeamException>(() => clinic.Links.IssueAsync(stranger, session.Id, Cancel));
        await Should.ThrowAsync<OutsideCareTeamException>(() => clinic.Links.RevokeAsync(stranger, session.Id, Cancel));
        (await clinic.Links.RedeemAsync(link.Token, Cancel)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_lifetime_over_a_day_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new JoinLinkOptions { Lifetime = TimeSpan.FromHours(25) });

    [Fact]
    public async Task Only_the_hash_of_the_token_is_kept()
    {
        await using var clinic = await ClinicOnDisk.OpenAsync();
        var session = await clinic.PlannedAsync();
        var link = await clinic.Links.IssueAsync(session.Scope, session.Id, Cancel);
        await using var context = await clinic.ContextAsync();
        (await context.JoinLinks.SingleAsync(Cancel)).TokenHash.ShouldBe(System.Security.Cryptography.SHA256.HashData(Base64Url.DecodeFromChars(link.Token)));
    }
}
