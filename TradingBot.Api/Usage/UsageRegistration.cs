namespace TradingBot.Api.Usage;

internal static class UsageRegistration
{
    public static void AddUsageCounts(this WebApplicationBuilder builder) => builder.Services.AddHostedSingleton<UsageCounts>();

    public static void UseUsageCounts(this WebApplication app)
    {
        UsageCounts counts = app.Services.GetRequiredService<UsageCounts>();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                counts.Count(context);
            }
        });
    }
}
