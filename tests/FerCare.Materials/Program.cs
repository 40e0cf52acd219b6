using System.Text.Json;
using System.Xml.Linq;
using FerCare.Materials;

if (args is not [var root, var output])
{
    Console.Error.WriteLine("fercare-materials: expected ROOT OUTPUT.");
    return 2;
}

var shipped = ShippedPackage.Read(root, "Release");
var list = LicenceList.Parse(File.ReadAllText(Path.Combine(root, "docs", "licences.md")));
var version = XDocument.Load(Path.Combine(root, "Directory.Build.props")).Descendants("Version").Single().Value;
var bill = new BillOfMaterials(root, version, shipped, list.Files);
File.WriteAllText(output, bill.Write().ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
Console.WriteLine($"{shipped.Count} packages and {list.Files.Count} files written down in {Path.GetRelativePath(root, output)}.");
foreach (var missing in bill.Missing) Console.WriteLine($"Not on this machine, listed without its hash: {missing.Name} ({missing.Place})");
var objections = list.Objections(shipped);
foreach (var objection in objections) Console.Error.WriteLine($"fercare-materials: {objection}");
return objections.Count == 0 ? 0 : 1;
