namespace FerCare.Web.Tests;

/// <summary>The collection of tests that measure what the whole process does, so that no other test may run meanwhile.</summary>
[CollectionDefinition(ByItself.Name, DisableParallelization = true)]
public sealed class ByItself
{
    public const string Name = "by itself";
}
