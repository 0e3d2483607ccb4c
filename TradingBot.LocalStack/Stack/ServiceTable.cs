namespace TradingBot.LocalStack.Stack;

/// <summary>The table that tells an operator where everything is.</summary>
internal static class ServiceTable
{
    public static string Render(IReadOnlyList<(string Service, string Address, string State)> rows)
    {
        int serviceWidth = rows.Max(row => row.Service.Length);
        int addressWidth = rows.Max(row => row.Address.Length);
        return string.Join(Environment.NewLine, rows
            .Prepend(("service".PadRight(serviceWidth), "address".PadRight(addressWidth), "state"))
            .Select(row => $"  {row.Item1.PadRight(serviceWidth)}  {row.Item2.PadRight(addressWidth)}  {row.Item3}"));
    }
}
