using System.Text.Json;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>A file of faults: a JSON list of what <c>POST /sim/faults</c> takes, usually with <c>atMs</c>.</summary>
internal static class FaultFile
{
    /// <exception cref="InvalidDataException">The file cannot be read as such a list.</exception>
    public static IReadOnlyList<FaultRequest> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize<List<FaultRequest>>(file, JsonSerializerOptions.Web) ?? throw new JsonException("it is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"--faults {path} must be a JSON list of faults: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"--faults must name a readable file: {exception.Message}", exception);
        }
    }
}
