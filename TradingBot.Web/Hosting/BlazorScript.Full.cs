namespace TradingBot.Web.Hosting;

/// <summary>With the regular package the script is one of the static assets, so nothing is left to do.</summary>
internal static class BlazorScript
{
    public static void MapBlazorScript(this IEndpointRouteBuilder app) => ArgumentNullException.ThrowIfNull(app);
}
