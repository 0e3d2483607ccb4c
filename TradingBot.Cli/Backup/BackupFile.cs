using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using TradingBot.Cli.Endpoints;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary>One backup: an encrypted file of the manifest and PostgreSQL's own custom-format dump, and its receipt beside it.</summary>
internal static class BackupFile
{
    public const string Extension = ".tbbackup";
    private const int ManifestBytesMax = 16 * 1024 * 1024;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ReceiptPath(string file) => $"{file}.json";

    /// <summary>Writes manifest and dump into a file that stands under its name only when it is whole and on the disk.</summary>
    /// <param name="dump">Writes the dump.</param>
    public static async Task WriteAsync<TManifest>(string path, BackupKey key, TManifest manifest, Func<Stream, Task> dump, CancellationToken cancellation)
    {
        string draft = $"{path}.part";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (FileStream file = new(draft, options))
            await using (SealingStream sealing = new(file, key))
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(manifest, Options);
                byte[] length = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(length, json.Length);
                await sealing.WriteAsync(length, cancellation);
                await sealing.WriteAsync(json, cancellation);
                await dump(sealing);
                await sealing.FinishAsync(cancellation);
                file.Flush(flushToDisk: true);
            }
            File.Move(draft, path, overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Opens a backup: the manifest, and the dump as the rest of the stream.</summary>
    /// <exception cref="RefusedException">It is not there.</exception>
    /// <exception cref="Storage.StorageException">It is damaged, cut off, or of another key.</exception>
    public static Task<(BackupManifest Manifest, Stream Dump)> OpenAsync(string path, BackupKey key, CancellationToken cancellation) => OpenAsync<BackupManifest>(path, key, cancellation);

    /// <inheritdoc cref="OpenAsync(string, BackupKey, CancellationToken)"/>
    public static async Task<(TManifest Manifest, Stream Dump)> OpenAsync<TManifest>(string path, BackupKey key, CancellationToken cancellation) where TManifest : class
    {
        OpeningStream opening = new(Read(path), key, Path.GetFileName(path));
        byte[] length = new byte[sizeof(int)];
        await opening.ReadExactlyAsync(length, cancellation);
        int bytes = BinaryPrimitives.ReadInt32BigEndian(length);
        if (bytes is <= 0 or > ManifestBytesMax) throw new RefusedException($"'{path}' holds no manifest that this version can read.");
        byte[] json = new byte[bytes];
        await opening.ReadExactlyAsync(json, cancellation);
        TManifest manifest = JsonSerializer.Deserialize<TManifest>(json, Options) ?? throw new RefusedException($"'{path}' holds no manifest that this version can read.");
        return (manifest, opening);
    }

    /// <summary>Writes what the file is, as it stands on the disk.</summary>
    public static async Task<BackupReceipt> WriteReceiptAsync(string path, BackupManifest manifest, double writeSeconds, CancellationToken cancellation)
    {
        await using FileStream file = Read(path);
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        BackupReceipt receipt = new(
            Path.GetFileName(path), manifest.CreatedAt, file.Length, hash, manifest.Facts.SchemaVersion, manifest.Facts.Rows, manifest.Facts.JournalEvents, writeSeconds, Proof: null);
        WriteReceipt(path, receipt);
        return receipt;
    }

    public static void WriteReceipt(string path, BackupReceipt receipt)
    {
        string draft = $"{ReceiptPath(path)}.part";
        File.WriteAllText(draft, JsonSerializer.Serialize(receipt, Options));
        File.Move(draft, ReceiptPath(path), overwrite: true);
    }

    /// <summary>The receipt beside a file; none where there is none that can be read.</summary>
    public static BackupReceipt? ReadReceipt(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupReceipt>(File.ReadAllText(ReceiptPath(path)), Options);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Holds the file against its receipt, before anything is done with it.</summary>
    /// <exception cref="RefusedException">It has other bytes.</exception>
    public static async Task CheckReceiptAsync(string path, CancellationToken cancellation)
    {
        await using FileStream file = Read(path);
        if (ReadReceipt(path) is not { } receipt) return;
        if (file.Length != receipt.Bytes) throw new RefusedException($"'{path}' has {file.Length} bytes, its receipt says {receipt.Bytes}: it is cut off or was changed. Use another backup.");
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        if (hash != receipt.Sha256) throw new RefusedException($"'{path}' is damaged: its SHA-256 is {hash}, its receipt says {receipt.Sha256}. Use another backup.");
    }

    /// <summary>Backups of a folder, newest first.</summary>
    public static IReadOnlyList<string> All(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"*{Extension}").OrderByDescending(Path.GetFileName, StringComparer.Ordinal)]
        : [];

    /// <summary>Copies the rest of a dump into a database; the objects belong to <paramref name="owner"/>, and nobody else gets rights on them.</summary>
    public static Task RestoreAsync(Stream dump, string connectionString, string? owner, CancellationToken cancellation)
    {
        string[] arguments = ["--dbname", new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!, "--exit-on-error", "--no-owner", "--no-privileges", .. owner is null ? [] : new[] { "--role", owner }];
        return PostgreSqlProgram.RunAsync("pg_restore", arguments, connectionString, dump, output: null, cancellation);
    }

    public static FileStream Read(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The backup '{path}' can't be read: {failure.Message}");
        }
    }
}
