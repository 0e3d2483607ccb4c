using TradingBot.Api.Access;
using TradingBot.Api.Description;
using TradingBot.Api.Errors;
using TradingBot.Api.Hygiene;
using TradingBot.Api.Live;
using TradingBot.Api.Safety;
using TradingBot.Api.Usage;
using TradingBot.ServiceDefaults;
using TradingBot.Storage;

namespace TradingBot.Api;

/// <summary>Composes the Api: what it is made of, and the order in which a request meets it.</summary>
internal static class ApiApplication
{
    /// <param name="args">Settings of the command line, such as <c>--urls http://127.0.0.1:3000</c>.</param>
    public static WebApplication Build(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        builder.AddServiceDefaults("api");
        builder.Services.AddStorage(builder.Configuration);
        builder.AddErrorAnswers();
        builder.AddHygiene();
        builder.AddAccess();
        builder.AddUsageCounts();
        builder.AddApiServices();
        builder.AddLive();
        builder.AddApiDescription();

        WebApplication app = builder.Build();
        // Throws where an exchange's key is in the settings: then the Api does not start.
        _ = app.Services.GetRequiredService<ModeFlags>();
        app.UseHygiene();
        app.UseErrorAnswers();
        app.UseLocalTrustGuard();
        app.UseRouting();
        app.UseUsageCounts();
        app.UseAccess();
        app.MapServiceDefaults();
        app.MapEndpoints();
        return app;
    }
}
