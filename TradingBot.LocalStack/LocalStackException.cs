namespace TradingBot.LocalStack;

/// <summary>Something outside of us keeps the local stack from running; the message says what, and what would be right.</summary>
public sealed class LocalStackException : Exception
{
    public LocalStackException(string message)
        : base(message)
    {
    }

    public LocalStackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public LocalStackException()
    {
    }
}
