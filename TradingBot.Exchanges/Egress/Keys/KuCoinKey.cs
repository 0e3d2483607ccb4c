using System.Text;
using System.Text.Json;

namespace TradingBot.Exchanges.Egress.Keys;

/// <summary>A key as its file gives it. It is never printed: a record would do that by itself.</summary>
internal sealed class KuCoinKey
{
    private const int FileLengthMax = 4_096;

    private KuCoinKey(string id, string secret, string passphrase) => (Id, Secret, Passphrase) = (id, Encoding.UTF8.GetBytes(secret), passphrase);

    public string Id { get; }

    public byte[] Secret { get; }

    public string Passphrase { get; }

    /// <summary>Reads <c>{"key": …, "secret": …, "passphrase": …}</c>, or those three on a line each.</summary>
    /// <exception cref="KeyRefusedException">The file is not there, not private, or not in that shape; the message repeats nothing of it.</exception>
    public static KuCoinKey Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) throw new KeyRefusedException($"the file {path} is not there");
            if (!OperatingSystem.IsWindows() && (file.UnixFileMode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
                throw new KeyRefusedException($"the file {path} is open to others than its owner; chmod 600 it, and consider the key exposed");
            if (file.Length > FileLengthMax) throw new KeyRefusedException($"the file {path} is too long for a key");
            string text = File.ReadAllText(path).Trim();
            string[] parts = text.StartsWith('{') ? OfJson(path, text) : text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 3 && parts.All(part => part.Length > 0 && part.All(letter => letter is > ' ' and < (char)127))
                ? new(parts[0], parts[1], parts[2])
                : throw Shape(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KeyRefusedException($"the file {path} cannot be read: {failure.GetType().Name}");
        }
    }

    private static string[] OfJson(string path, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            string[] names = ["key", "secret", "passphrase"];
            JsonProperty[] properties = [.. document.RootElement.EnumerateObject()];
            if (properties.Length != names.Length || properties.Any(property => property.Value.ValueKind != JsonValueKind.String)) throw Shape(path);
            return [.. names.Select(name => properties.Where(property => property.NameEquals(name)).Select(property => property.Value.GetString()).SingleOrDefault() ?? "")];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw Shape(path);
        }
    }

    private static KeyRefusedException Shape(string path) =>
        new($"the file {path} should be {{\"key\": \"…\", \"secret\": \"…\", \"passphrase\": \"…\"}}, or those three on a line each, in plain characters");
}

/// <summary>A key is not used; the message says why, and shows nothing of it.</summary>
internal sealed class KeyRefusedException(string reason) : Exception(reason);
