using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Storage.Migrations;

/// <summary>A numbered, forward-only change of the schema: an embedded SQL file.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in lower-case hexadecimal digits; line ends do not count.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>All of them, numbered from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadAll();

    private static List<Migration> ReadAll()
    {
        Assembly assembly = typeof(Migration).Assembly;
        const string prefix = "TradingBot.Storage.Migrations.";
        List<Migration> migrations = [];
        foreach (string resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!resource.StartsWith(prefix, StringComparison.Ordinal) || !resource.EndsWith(".sql", StringComparison.Ordinal)) continue;
            string name = resource[prefix.Length..^".sql".Length];
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            migrations.Add(new(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
        }
        for (int i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Number != i + 1) throw new InvalidOperationException($"Migration {migrations[i].Name} should be number {i + 1}.");
        }
        return migrations;
    }
}
