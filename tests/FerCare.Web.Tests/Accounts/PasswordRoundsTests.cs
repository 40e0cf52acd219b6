using System.Buffers.Binary;
using FerCare.Clinic.Access;
using FerCare.Web.Accounts;
using FerCare.Web.Shell;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace FerCare.Web.Tests.Accounts;

/// <summary>What a password costs whoever guesses, in the app as it is served: the apps of all other tests are set to less.</summary>
public sealed class PasswordRoundsTests
{
    [Fact]
    public async Task A_password_is_kept_with_the_rounds_and_the_hash_that_OWASP_advises()
    {
        var folder = Directory.CreateTempSubdirectory("fercare-rounds-");
        try
        {
            await using var app = Program.Create(new ServeSettings("http://127.0.0.1:0", folder.FullName));
            await using var scope = app.Services.CreateAsyncScope();
            var passwords = scope.ServiceProvider.GetRequiredService<IPasswordHasher<StaffAccount>>();
            var vera = new StaffAccount { UserName = "vera", DisplayName = "Sample clinician" };

            var kept = passwords.HashPassword(vera, RunningApp.Password);

            // The third version of the format: its number, the hash, the rounds, and then salt and key.
            var bytes = Convert.FromBase64String(kept);
            bytes[0].ShouldBe((byte)1);
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)).ShouldBe((uint)KeyDerivationPrf.HMACSHA512);
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000u);
            ((uint)SignIn.PasswordRounds).ShouldBe(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)));
            passwords.VerifyHashedPassword(vera, kept, RunningApp.Password).ShouldBe(PasswordVerificationResult.Success);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
