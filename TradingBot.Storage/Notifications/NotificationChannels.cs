namespace TradingBot.Storage.Notifications;

/// <summary>Names of the channels that PostgreSQL notifies on. A notification carries nothing: it only says that looking is worth it.</summary>
public static class NotificationChannels
{
    /// <summary>Commands were submitted.</summary>
    public const string Commands = "trading_bot_commands";

    /// <summary>Commands were answered.</summary>
    public const string Answers = "trading_bot_answers";

    /// <summary>The control row changed.</summary>
    public const string Control = "trading_bot_control";

    /// <summary>A worker acknowledged a control epoch.</summary>
    public const string Acknowledgements = "trading_bot_acknowledgements";

    internal static readonly string[] All = [Commands, Answers, Control, Acknowledgements];
}
