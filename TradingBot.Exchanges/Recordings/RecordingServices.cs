using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Adds the recording to a host.</summary>
internal static class RecordingServices
{
    /// <summary>Adds <see cref="MarketRecording"/>, which records only where <c>Recording:Enabled</c> says so. Wrong options stop the host at start.</summary>
    public static IServiceCollection AddRecording(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>().Configure(options => Bind(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RecordingOptions>, RecordingOptionsValidator>();
        services.AddSingleton<RecordingMetrics>();
        services.AddSingleton(provider => new MarketRecording(
            provider.GetRequiredService<IOptions<RecordingOptions>>().Value, provider.GetRequiredService<RecordingMetrics>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetService<RecordingFacts>()));
        return services;
    }

    private static void Bind(RecordingOptions options, IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(RecordingOptions.Section);
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            string problem = $"{e.Message} Enabled, Required and BestPrices are true or false, sizes are whole numbers of bytes, SegmentAge is hh:mm:ss.";
            throw new OptionsValidationException(RecordingOptions.Section, typeof(RecordingOptions), [problem]);
        }
        if (string.IsNullOrWhiteSpace(options.Folder) && configuration["TRADINGBOT_DATA_DIR"] is { Length: > 0 } data) options.Folder = Path.Combine(data, "recordings");
    }
}
