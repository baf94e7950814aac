package io.tektonretry.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a caller may send.
 *
 * @param maxBodySize size of a request body
 * @param bodyTimeout after which a body must have arrived completely
 * @param maxOpenBodies how many bodies may be on their way at the same time; one more ends the oldest of them
 * @param maxBufferedBodies memory for the bodies that are on their way; more ends the oldest of them
 * @param answerTimeout after which an answer must have been taken completely
 * @param maxOpenAnswers how many answers may be on their way at the same time; one more ends the oldest of them
 * @param answersInMemory memory for all answers that are being made or sent: for what they are made of, and for their bytes
 */
@ConfigurationProperties("tektonretry.http")
record HttpLimits(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("2000") int maxOpenBodies,
        @DefaultValue("64MB") DataSize maxBufferedBodies,
        @DefaultValue("60s") Duration answerTimeout,
        @DefaultValue("2000") int maxOpenAnswers,
        @DefaultValue("128MB") DataSize answersInMemory) {}
