using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TradingBot.WebAssets;

/// <summary>Takes Blazor's browser script out of the component assembly that carries it as an embedded resource.</summary>
/// <remarks>The assembly is read, not loaded: it may be compiled for another operating system than this one.</remarks>
internal static class BlazorScript
{
    private const string ResourceName = "blazor.web.js";

    public static int Extract(string assembly, string output)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        foreach (ManifestResourceHandle handle in metadata.ManifestResources)
        {
            ManifestResource resource = metadata.GetManifestResource(handle);
            if (!metadata.GetString(resource.Name).EndsWith(ResourceName, StringComparison.Ordinal)) continue;
            PEMemoryBlock section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
            BlobReader reader = section.GetReader((int)resource.Offset, section.Length - (int)resource.Offset);
            int length = reader.ReadInt32();
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            File.WriteAllBytes(output, reader.ReadBytes(length));
            return 0;
        }
        Console.Error.WriteLine($"web assets : error WEB002: {assembly} holds no {ResourceName}; the version in TradingBot.Web.csproj must be one that embeds it (9.0.x).");
        return 1;
    }
}
