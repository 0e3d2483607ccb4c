using System.Text.Json;

namespace TradingBot.LocalStack.Stack;

/// <summary>
/// <c>endpoints.json</c>: the addresses and process numbers of the running services, for scripts and tests. It exists only while everything runs.
/// </summary>
internal sealed class EndpointFile : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string _path;
    private readonly FolderLock _claim;

    private EndpointFile(string path, FolderLock claim)
    {
        _path = path;
        _claim = claim;
    }

    private string ClaimFile => ClaimFileOf(_path);

    /// <summary>Null, with the reason, where another running system publishes in the same place, or the place can't be written.</summary>
    public static EndpointFile? TryClaim(string path, out string reason)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? throw new ArgumentException("A file needs a folder.", nameof(path)));
            if (FolderLock.TryTake(ClaimFileOf(path), out string holder) is { } claim)
            {
                // A system that was killed can't have removed its own.
                File.Delete(path);
                reason = "";
                return new EndpointFile(path, claim);
            }
            reason = $"it belongs to another running system (process {holder}).";
        }
        catch (UnauthorizedAccessException denied)
        {
            reason = denied.Message;
        }
        return null;
    }

    public void Write(IReadOnlyDictionary<string, ServiceEndpoint> services) =>
        PrivateFile.Write(_path, JsonSerializer.Serialize(new { services }, Indented) + "\n");

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(ClaimFile);
        _claim.Dispose();
    }

    private static string ClaimFileOf(string path) => $"{path}.lock";
}
