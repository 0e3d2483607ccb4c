using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Audit;

/// <summary>The secret that the audit chain is keyed with; it stands outside the database, so that who can write there cannot forge rows.</summary>
public sealed class AuditKey
{
    private const int LengthMin = 32;
    private readonly Lazy<byte[]> _key;

    /// <summary>
    /// Takes <c>Audit:Key</c> (hexadecimal), else the file of <c>Audit:KeyFile</c>, else <c>audit.key</c> of the data folder, made at first use
    /// and readable by its owner only.
    /// </summary>
    public AuditKey(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _key = new(() => Read(configuration));
    }

    /// <exception cref="StorageException">What is configured is no key; the message names the setting.</exception>
    internal ReadOnlySpan<byte> Bytes => _key.Value;

    private static byte[] Read(IConfiguration configuration)
    {
        if (configuration["Audit:Key"] is { Length: > 0 } key) return Parse(key, "Audit:Key");
        if (configuration["Audit:KeyFile"] is { Length: > 0 } file)
        {
            if (!File.Exists(file)) throw new StorageException($"Audit:KeyFile names '{file}', which is not there; it should be a file with 64 or more hexadecimal digits.");
            return Parse(File.ReadAllText(file), $"the file {file} of Audit:KeyFile");
        }
        string folder = DataFolder.Of(configuration);
        string own = Path.Combine(folder, "audit.key");
        Directory.CreateDirectory(folder);
        if (!File.Exists(own)) Create(own);
        return Parse(File.ReadAllText(own), $"the file {own}");
    }

    // Whole or not at all: another process that starts at the same time must not read half a key, nor make another one.
    private static void Create(string path)
    {
        string draft = $"{path}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (FileStream file = new(draft, options))
        using (StreamWriter writer = new(file)) writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LengthMin)));
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }

    private static byte[] Parse(string text, string where)
    {
        try
        {
            byte[] key = Convert.FromHexString(text.Trim());
            if (key.Length >= LengthMin) return key;
        }
        catch (FormatException)
        {
            // Told below, without the text: it may be a secret.
        }
        throw new StorageException($"{where} is no key; it should be 64 or more hexadecimal digits, such as the output of: openssl rand -hex 32");
    }
}
