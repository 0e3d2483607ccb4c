using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TradingBot.SafetyProof.Code;

/// <summary>
/// One forbidden word in every place where an assembly can hold a text, and one forbidden call: the search must find each, or it proves nothing. Here is the
/// only place for them, since this assembly is the only one that the search expects to be full of such words.
/// </summary>
[Description("https://planted.attribute.example/sapi/v1/capital/withdraw/apply")]
internal static class Planted
{
    internal const string Constant = "https://planted.constant.example/api/v3/order/cancelReplace";

    internal static string Loaded() => "planted.loaded.example order.place";

    internal static ReadOnlySpan<byte> Data() => "planted.data.example/api/v1/hf/orders"u8;

    internal static byte[] Sign(byte[] key, byte[] text) => System.Security.Cryptography.HMACSHA256.HashData(key, text);

    internal static void Escape() => System.Diagnostics.Process.Start("curl")?.Dispose();

    [DllImport("libplanted", EntryPoint = "connect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Connect();

    internal static string PaperFlag() => "UPDATE trade_executions SET is_paper_trade = false";
}
