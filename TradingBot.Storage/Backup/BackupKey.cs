using System.Security.Cryptography;

namespace TradingBot.Storage.Backup;

/// <summary>The secret that backups are encrypted with: a file of 64 or more hexadecimal digits. Who loses it loses every backup.</summary>
public sealed class BackupKey
{
    private const int LengthMin = 32;
    private const int DerivedLength = 32;

    private readonly byte[] _secret;

    private BackupKey(byte[] secret) => _secret = secret;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="StorageException">It is not there, or is no key.</exception>
    public static BackupKey Read(string path)
    {
        try
        {
            byte[] secret = Convert.FromHexString(File.ReadAllText(path).Trim());
            if (secret.Length >= LengthMin) return new BackupKey(secret);
        }
        catch (FormatException)
        {
            // Told below, without the text: it may be another secret.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The key file '{path}' can't be read: {failure.Message}", failure);
        }
        throw new StorageException($"The file '{path}' is no key; it should hold 64 or more hexadecimal digits, such as the output of: openssl rand -hex 32");
    }

    /// <summary>Makes a key file that only its owner can read; one that is there stays.</summary>
    /// <returns>Whether it was made now.</returns>
    public static bool Create(string path)
    {
        if (File.Exists(path)) return false;
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using StreamWriter writer = new(path, options);
        writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LengthMin)));
        return true;
    }

    /// <summary>A key of one file for one purpose, 32 bytes.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose)
    {
        byte[] derived = new byte[DerivedLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, derived, salt, purpose);
        return derived;
    }
}
