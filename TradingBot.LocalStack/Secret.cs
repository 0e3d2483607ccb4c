using System.Security.Cryptography;

namespace TradingBot.LocalStack;

/// <summary>Random passwords.</summary>
internal static class Secret
{
    /// <summary>192 bits in hexadecimal digits: safe in URLs, connection strings, configuration files and SQL literals.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(48, lowercase: true);
}
