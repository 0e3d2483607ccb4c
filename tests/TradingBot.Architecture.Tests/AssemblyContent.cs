using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TradingBot.Architecture.Tests;

/// <summary>A text in an assembly and where it stands.</summary>
/// <param name="Type">Full name of the type whose code loads it; of its outermost type where it is nested. "constant" for fields, "resource" for resources.</param>
/// <param name="Text">The text.</param>
internal readonly record struct Literal(string Type, string Text);

/// <summary>Reads what an assembly's file holds without loading it: texts that its code loads, its constants, its references.</summary>
internal static class AssemblyContent
{
    private const byte LoadString = 0x72; // ECMA-335, III.4.16

    internal static IReadOnlyList<Literal> Literals(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        List<Literal> literals = [];
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            string name = OutermostName(metadata, type);
            foreach (MethodDefinitionHandle method in type.GetMethods())
                literals.AddRange(Loaded(file, metadata, metadata.GetMethodDefinition(method)).Select(text => new Literal(name, text)));
            foreach (FieldDefinitionHandle field in type.GetFields())
                if (Constant(metadata, metadata.GetFieldDefinition(field)) is { } text) literals.Add(new(name, text));
        }
        literals.AddRange(Attributes(metadata).Select(text => new Literal("attribute", text)));
        return literals;
    }

    /// <summary>Types and members of other assemblies that an assembly names, as "Namespace.Type" and "Namespace.Type::Member".</summary>
    internal static IReadOnlyList<string> References(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        string Name(TypeReferenceHandle handle)
        {
            TypeReference type = metadata.GetTypeReference(handle);
            return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
        }
        return
        [
            .. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)),
            .. metadata.TypeReferences.Select(Name),
            .. metadata.MemberReferences.Select(metadata.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{Name((TypeReferenceHandle)member.Parent)}::{metadata.GetString(member.Name)}"),
        ];
    }

    // Every byte that may be a load-string instruction is tried, so nothing is missed; an accidental match only adds a text that is in the file anyway.
    private static IEnumerable<string> Loaded(PEReader file, MetadataReader metadata, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0) yield break;
        byte[] code = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
        int heapSize = metadata.GetHeapSize(HeapIndex.UserString);
        for (int i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] != LoadString || code[i + 4] != 0x70) continue;
            int offset = code[i + 1] | (code[i + 2] << 8) | (code[i + 3] << 16);
            if (offset > 0 && offset < heapSize) yield return metadata.GetUserString(MetadataTokens.UserStringHandle(offset));
        }
    }

    private static string? Constant(MetadataReader metadata, FieldDefinition field)
    {
        if (field.GetDefaultValue().IsNil) return null;
        Constant constant = metadata.GetConstant(field.GetDefaultValue());
        return constant.TypeCode == ConstantTypeCode.String ? metadata.GetBlobReader(constant.Value).ReadUTF16(metadata.GetBlobReader(constant.Value).Length) : null;
    }

    // Texts in attributes (routes, for one) stand as UTF-8 in their blobs.
    private static IEnumerable<string> Attributes(MetadataReader metadata) =>
        metadata.CustomAttributes.Select(handle => metadata.GetCustomAttribute(handle)).Where(attribute => !attribute.Value.IsNil)
            .Select(attribute => System.Text.Encoding.UTF8.GetString(metadata.GetBlobBytes(attribute.Value)));

    private static string OutermostName(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
