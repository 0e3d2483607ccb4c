using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage;

/// <summary>The folder that all processes of this system on this machine share.</summary>
internal static class DataFolder
{
    public static string Of(IConfiguration configuration) => configuration["TRADINGBOT_DATA_DIR"] is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "tradingbot");
}
