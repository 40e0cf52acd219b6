using FerCare.Materials;

namespace FerCare.House.Tests;

/// <summary>What the product ships, under which licence, and that the list of it is whole.</summary>
public sealed class LicenceTests
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly LicenceList List = LicenceList.Parse(File.ReadAllText(Repository.At("docs", "licences.md")));
    private static readonly IReadOnlyList<ShippedPackage> Shipped = ShippedPackage.Read(Repository.Root, Configuration);

    [Fact]
    public void Every_package_that_is_shipped_stands_in_the_list_under_its_own_licence_which_is_an_allowed_one() => List.Objections(Shipped).ShouldBeEmpty();

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("MS-PL OR Apache-2.0", true)]
    [InlineData("Apache-2.0 OR MS-PL", true)]
    [InlineData("MIT AND ISC", true)]
    [InlineData("(MS-PL OR MIT) AND Apache-2.0", true)]
    [InlineData("GPL-3.0-only", false)]
    [InlineData("MIT AND GPL-2.0-only", false)]
    [InlineData("GPL-2.0-only AND MIT", false)]
    [InlineData("(MIT OR Apache-2.0) AND LGPL-2.1-only", false)]
    [InlineData("MIT Apache-2.0", false)]
    [InlineData("(MIT", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_licence_is_allowed_where_it_can_be_kept_with_allowed_ones_alone(string? expression, bool allowed) => List.Allows(expression).ShouldBe(allowed);

    [Fact]
    public void A_package_that_is_new_changed_its_licence_or_has_a_forbidden_one_is_objected_to()
    {
        ShippedPackage[] changed =
        [
            .. Shipped.Where(p => p.Name is not ("MudBlazor" or "QRCoder")),
            new("Newcomer", "1.0.0", "00", "nowhere", "MIT", []), new("MudBlazor", "99.0.0", "00", "nowhere", "AGPL-3.0-only", []),
        ];

        List.Objections(changed).ShouldBe(
        [
            "Newcomer 1.0.0 (MIT) is shipped and does not stand in docs/licences.md.",
            "MudBlazor 99.0.0 has the licence AGPL-3.0-only, which is not allowed.",
            "MudBlazor 99.0.0 has the licence AGPL-3.0-only; docs/licences.md says MIT.",
            "QRCoder stands in docs/licences.md and is not shipped.",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Every_font_script_network_and_list_of_others_in_the_repository_is_listed()
    {
        string[] foreign = [".ttf", ".woff2", ".onnx", ".gz", ".dat"];
        var found = new[] { "src", "wwwroot", "models" }.SelectMany(top => Directory.EnumerateFiles(Repository.At(top), "*", SearchOption.AllDirectories))
            .Where(f => foreign.Contains(Path.GetExtension(f)) || f.EndsWith(".min.js", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Where(f => !f.Split('/').Any(part => part is "bin" or "obj") && !f.StartsWith("src/FerCare.Web/wwwroot/", StringComparison.Ordinal));

        found.Except(List.Files.Select(f => f.Place)).ShouldBeEmpty();
    }

    [Fact]
    public void The_bill_of_materials_names_version_licence_and_hash_of_everything_and_is_the_same_each_time()
    {
        var bill = new BillOfMaterials(Repository.Root, "0.1.0", Shipped, List.Files);

        var components = bill.Write()["components"]!.AsArray();

        components.Count.ShouldBe(Shipped.Count + List.Files.Count);
        components.Select(c => (string?)c!["bom-ref"]).Distinct().Count().ShouldBe(components.Count);
        components.ShouldAllBe(c => c!["licenses"]!.AsArray().Count == 1);
        var missing = bill.Missing.Select(f => f.Name).ToHashSet();
        components.Where(c => c!["hashes"] is null).Select(c => (string)c!["name"]!).ShouldBe(missing, ignoreOrder: true);
        // Debian's own files are elsewhere on other systems; whatever we ship is here.
        bill.Missing.ShouldAllBe(f => f.Place.StartsWith('/'));
        components.Where(c => (string)c!["type"]! == "library").ShouldAllBe(c => ((string)c!["hashes"]![0]!["content"]!).Length == 128);
        bill.Write().ToJsonString().ShouldBe(bill.Write().ToJsonString());
    }
}
