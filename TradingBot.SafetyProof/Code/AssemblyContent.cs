using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace TradingBot.SafetyProof.Code;

/// <summary>A text in an assembly and where it stands.</summary>
/// <param name="Type">Full name of the outermost type whose code loads it or whose constant it is; <c>attribute</c>, <c>resource</c>, <c>data</c>, or <c>heap</c> for a text that nothing loads.</param>
/// <param name="Text">The text.</param>
internal readonly record struct Literal(string Type, string Text);

/// <summary>What a type's code names of other assemblies.</summary>
/// <param name="Type">Full name of the outermost type.</param>
/// <param name="Target">Such as <c>System.Net.Http.HttpClient::SendAsync</c>.</param>
internal readonly record struct Use(string Type, string Target);

/// <summary>Reads what an assembly's file holds without loading it: every text in it, whatever it is stored as, and every reference.</summary>
internal sealed class AssemblyContent : IDisposable
{
    private const byte LoadString = 0x72; // ECMA-335, III.4.16

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public AssemblyContent(string path)
    {
        _file = new(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>All texts: loaded by code, constants, arguments of attributes, resources, static data, and the rest of the heap.</summary>
    public IReadOnlyList<Literal> Literals()
    {
        List<Literal> literals = [];
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            string name = OutermostName(type);
            foreach (MethodDefinitionHandle method in type.GetMethods())
                literals.AddRange(Loaded(_metadata.GetMethodDefinition(method)).Select(text => new Literal(name, text)));
            foreach (FieldDefinitionHandle field in type.GetFields())
                if (Constant(_metadata.GetFieldDefinition(field)) is { } text) literals.Add(new(name, text));
        }
        HashSet<string> seen = [.. literals.Select(literal => literal.Text)];
        literals.AddRange(Heap().Where(text => !seen.Contains(text)).Select(text => new Literal("heap", text)));
        literals.AddRange(Attributes().Select(text => new Literal("attribute", text)));
        literals.AddRange(Resources().Select(text => new Literal("resource", text)));
        literals.AddRange(Data().Select(text => new Literal("data", text)));
        return literals;
    }

    /// <summary>Assemblies, types and members of other assemblies that this one names, as "Namespace.Type" and "Namespace.Type::Member".</summary>
    public IReadOnlyList<string> References() =>
    [
        .. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name)),
        .. _metadata.TypeReferences.Select(NameOf),
        .. _metadata.MemberReferences.Select(MemberName).OfType<string>(),
    ];

    /// <summary>The same by the type whose code names it.</summary>
    public IReadOnlyList<Use> Uses()
    {
        List<Use> uses = [];
        foreach (TypeDefinition type in _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition))
            foreach (MethodDefinition method in type.GetMethods().Select(_metadata.GetMethodDefinition))
                uses.AddRange(Tokens(method).Select(NameOfToken).OfType<string>().Distinct().Select(target => new Use(OutermostName(type), target)));
        return uses;
    }

    /// <summary>Methods of native libraries that it calls, as "library::method".</summary>
    public IEnumerable<string> NativeMethods() =>
        from type in Types
        from method in MethodsOf(type)
        let import = method.GetImport()
        where !import.Module.IsNil
        select $"{_metadata.GetString(_metadata.GetModuleReference(import.Module).Name)}::{_metadata.GetString(import.Name)}";

    /// <summary>Its own types.</summary>
    public IEnumerable<TypeDefinition> Types => _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition);

    public string NameOf(TypeDefinition type) => $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";

    public string NameOf(MethodDefinition method) => _metadata.GetString(method.Name);

    public IEnumerable<string> FieldsOf(TypeDefinition type) => type.GetFields().Select(field => _metadata.GetString(_metadata.GetFieldDefinition(field).Name));

    public bool IsEnum(TypeDefinition type) => type.BaseType.Kind == HandleKind.TypeReference && NameOf((TypeReferenceHandle)type.BaseType) == "System.Enum";

    public IEnumerable<MethodDefinition> MethodsOf(TypeDefinition type) => type.GetMethods().Select(_metadata.GetMethodDefinition);

    public void Dispose() => _file.Dispose();

    // Every byte that may be the instruction is tried, so nothing is missed; an accidental match only adds a text that is in the file anyway.
    private IEnumerable<string> Loaded(MethodDefinition method)
    {
        byte[] code = Code(method);
        int heapSize = _metadata.GetHeapSize(HeapIndex.UserString);
        for (int at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] != LoadString || code[at + 4] != 0x70) continue;
            int offset = code[at + 1] | (code[at + 2] << 8) | (code[at + 3] << 16);
            if (offset > 0 && offset < heapSize) yield return _metadata.GetUserString(MetadataTokens.UserStringHandle(offset));
        }
    }

    // Likewise: every four bytes that may be the token of a reference.
    private IEnumerable<EntityHandle> Tokens(MethodDefinition method)
    {
        byte[] code = Code(method);
        for (int at = 1; at + 3 < code.Length; at++)
        {
            var table = (TableIndex)code[at + 3];
            if (table is not (TableIndex.MemberRef or TableIndex.TypeRef or TableIndex.MethodSpec) || !MayTakeToken(code, at)) continue;
            int row = code[at] | (code[at + 1] << 8) | (code[at + 2] << 16);
            if (row > 0 && row <= _metadata.GetTableRowCount(table)) yield return MetadataTokens.EntityHandle(table, row);
        }
    }

    // call, jmp, callvirt, cpobj, ldobj, newobj, castclass, isinst, unbox, fields, stobj, box, newarr, elements, ldtoken; ldftn and its like have two bytes.
    private static bool MayTakeToken(byte[] code, int at) =>
        code[at - 1] is 0x27 or 0x28 or (>= 0x6F and <= 0x81) or 0x8C or 0x8D or 0x8F or 0xA3 or 0xA4 or 0xA5 or 0xC2 or 0xC6 or 0xD0
        || (at > 1 && code[at - 2] == 0xFE && code[at - 1] is 0x06 or 0x07 or 0x15 or 0x16 or 0x1C);

    private string? NameOfToken(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MemberReference => MemberName((MemberReferenceHandle)handle),
        HandleKind.MethodSpecification => NameOfToken(_metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        HandleKind.TypeReference => NameOf((TypeReferenceHandle)handle),
        _ => null,
    };

    private string? MemberName(MemberReferenceHandle handle)
    {
        MemberReference member = _metadata.GetMemberReference(handle);
        return member.Parent.Kind == HandleKind.TypeReference ? $"{NameOf((TypeReferenceHandle)member.Parent)}::{_metadata.GetString(member.Name)}" : null;
    }

    private string NameOf(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        string name = _metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? $"{NameOf((TypeReferenceHandle)type.ResolutionScope)}+{name}" : $"{_metadata.GetString(type.Namespace)}.{name}";
    }

    private byte[] Code(MethodDefinition method) => method.RelativeVirtualAddress == 0 ? [] : _file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];

    private string? Constant(FieldDefinition field)
    {
        if (field.GetDefaultValue().IsNil) return null;
        Constant constant = _metadata.GetConstant(field.GetDefaultValue());
        BlobReader value = _metadata.GetBlobReader(constant.Value);
        return constant.TypeCode == ConstantTypeCode.String ? value.ReadUTF16(value.Length) : null;
    }

    private IEnumerable<string> Heap()
    {
        for (UserStringHandle handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = _metadata.GetNextHandle(handle))
            yield return _metadata.GetUserString(handle);
    }

    // Texts in attributes (routes, for one) stand as UTF-8 in their blobs.
    private IEnumerable<string> Attributes() =>
        _metadata.CustomAttributes.Select(_metadata.GetCustomAttribute).Where(attribute => !attribute.Value.IsNil).Select(attribute => Encoding.UTF8.GetString(_metadata.GetBlobBytes(attribute.Value)));

    private IEnumerable<string> Resources()
    {
        if (_file.PEHeaders.CorHeader is not { ResourcesDirectory: { Size: > 0 } directory }) return [];
        return InEveryEncoding(_file.GetSectionData(directory.RelativeVirtualAddress).GetContent(0, directory.Size).ToArray());
    }

    // UTF-8 literals and initialized arrays.
    private IEnumerable<string> Data()
    {
        foreach (FieldDefinition field in _metadata.FieldDefinitions.Select(_metadata.GetFieldDefinition))
        {
            if (field.GetRelativeVirtualAddress() is not (> 0 and int address)) continue;
            int size = field.DecodeSignature(new DataSize(_metadata), null);
            PEMemoryBlock block = _file.GetSectionData(address);
            foreach (string text in InEveryEncoding(block.GetContent(0, Math.Min(size, block.Length)).ToArray())) yield return text;
        }
    }

    /// <summary>One byte a letter, and two bytes a letter from an even and from an odd place.</summary>
    private static IEnumerable<string> InEveryEncoding(byte[] bytes) =>
        [Encoding.Latin1.GetString(bytes), Encoding.Unicode.GetString(bytes), bytes.Length > 1 ? Encoding.Unicode.GetString(bytes, 1, bytes.Length - 1) : ""];

    private string OutermostName(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil) type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        return NameOf(type);
    }
}
